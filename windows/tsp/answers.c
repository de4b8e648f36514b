/* Where a call was parked, how a service of the line is set, how digits ended. */
#include "answers.h"

#include <string.h>

#include "events.h"
#include "fill.h"
#include "utf.h"

static void write_parked(VARSTRING *out, const char *address) {
    VARSTRING fixed;
    struct fill f;
    if (fill_begin(&f, out, &fixed, sizeof fixed, sizeof fixed) != 0)
        return;
    fixed.dwStringFormat = STRINGFORMAT_UNICODE;
    fill_text(&f, offsetof(VARSTRING, dwStringSize), address);
    fill_end(&f);
}

static void write_feature(const struct request *request, const struct json *res) {
    const size_t head = sizeof(struct feature_state);
    DWORD active = json_number(res, "active");
    BYTE *out = request->out;
    if (request->out_size >= head)
        memcpy(out + offsetof(struct feature_state, active), &active, sizeof active);
    uint16_t number[JSON_UNITS + 1];
    if (request->out_size < head + sizeof *number)
        return;
    size_t units = (request->out_size - head) / sizeof *number;
    utf16_from_utf8(number, units < JSON_UNITS + 1 ? units : JSON_UNITS + 1, json_text(res, "number"));
    size_t used = 1;
    while (number[used - 1] != 0)
        used++;
    memcpy(out + head, number, used * sizeof *number);
}

void answer_write(const struct request *request, const struct json *res) {
    if (request->answer == PARKED_AT && request->out != NULL)
        write_parked(request->out, json_text(res, "addr"));
    if (request->answer == FEATURE_STATE)
        write_feature(request, res);
}

void answer_digits(const struct request *request, LONG result) {
    const struct call *call = call_of_handle(request->call[0]);
    DWORD how = result == 0 ? LINEGENERATETERM_DONE : LINEGENERATETERM_CANCEL;
    if (call != NULL)
        event_call(call, LINE_GENERATE, how, request->end_to_end, GetTickCount64() & 0xFFFFFFFFu);
}
