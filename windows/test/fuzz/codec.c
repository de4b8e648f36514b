/* The codec: the input as one line, and as UTF-16. */
#include "../codec/check.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check_line((const char *)data, size);
    check_units((const char *)data, size);
    return 0;
}
