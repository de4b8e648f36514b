/* lineDevSpecificFeature: services of the line, by the button that stands for them. */
#include <string.h>

#include "answers.h"
#include "cache.h"
#include "requests.h"

LONG TSPIAPI TSPI_lineDevSpecificFeature(DRV_REQUESTID id, HDRVLINE line, DWORD feature, LPVOID params, DWORD size) {
    struct feature_state state = {0, 0};
    struct ask a;
    if (params == NULL || size < sizeof state.action)
        return LINEERR_INVALPOINTER;
    memcpy(&state, params, size < sizeof state ? size : sizeof state);
    size_t units = size > sizeof state ? (size - sizeof state) / sizeof(WCHAR) : 0;
    ask_line(&a, id, line, "devspecificfeature");
    ask_number(&a, "feature", feature);
    ask_number(&a, "action", state.action);
    ask_text(&a, "number", units != 0 ? (const WCHAR *)((const BYTE *)params + sizeof state) : NULL, units);
    ask_answer(&a, FEATURE_STATE, params, size);
    return ask_send(&a);
}
