/* Calls come, change and end. What is kept for TSPI_lineCloseCall is a call that is over. */
#include "call_messages.h"

#include "events.h"
#include "link.h"

static void change(struct call *call, const struct json *m) {
    DWORD state = json_number(m, "state");
    if (state != call->state)
        GetSystemTime(&call->since);
    call->state = state;
    call->mode = json_number(m, "mode");
}

static DWORD parent_of(const struct line *line, const struct json *m) {
    DWORD number = json_number(m, "parent");
    const struct call *parent = number != 0 ? call_of_number(line, number) : NULL;
    return parent != NULL && json_number(m, "state") == LINECALLSTATE_CONFERENCED ? parent->handle : 0;
}

static void tell_state(struct call *call, const struct line *line) {
    event_callstate(call, json_number(call->message, "media"), parent_of(line, call->message));
    call->over = call->state == LINECALLSTATE_IDLE;
}

bool take_newcall(struct conversation *c, const struct json *m) {
    DWORD number = json_number(m, "call");
    struct line *line = line_of_number(json_number(m, "line"));
    if (c->phase != READY || line == NULL || line->tell == NULL || !line->opened)
        return true;
    if (number < FIRST_OF_SERVICE || call_of_number(line, number) != NULL)
        return false;
    struct call *call = call_add(line, number);
    if (call == NULL || !call_keep(call, m))
        return false;
    change(call, m);
    event_newcall(call);
    tell_state(call, line);
    return true;
}

bool take_call(struct conversation *c, const struct json *m) {
    struct line *line = line_of_number(json_number(m, "line"));
    struct call *call = line != NULL && line->opened ? call_of_number(line, json_number(m, "call")) : NULL;
    bool ends = json_number(m, "state") == LINECALLSTATE_IDLE;
    if (c->phase != READY || call == NULL)
        return true;
    if (!call_keep(call, m))
        return false;
    change(call, m);
    if (call->waits) { /* the service must not; TAPI may not be told of it before the completion */
        call->arrived = true;
        return true;
    }
    if (json_number(m, "info") != 0)
        event_call(call, LINE_CALLINFO, json_number(m, "info"), 0, 0);
    if (json_number(m, "event") != 0 || ends)
        tell_state(call, line);
    return true;
}

void call_made(struct call *call) {
    const struct line *line = line_of_handle(call->line);
    call->waits = false;
    if (call->arrived && line != NULL)
        tell_state(call, line);
}

static void end(struct call *call) {
    call->state = LINECALLSTATE_DISCONNECTED;
    call->mode = LINEDISCONNECTMODE_TEMPFAILURE;
    event_callstate(call, LINEMEDIAMODE_INTERACTIVEVOICE, 0);
    call->state = LINECALLSTATE_IDLE;
    call->mode = 0;
    event_callstate(call, LINEMEDIAMODE_INTERACTIVEVOICE, 0);
    GetSystemTime(&call->since);
    call->over = true;
}

void calls_end(const struct line *line) {
    struct call *call;
    for (uint32_t at = 0; (call = call_next(&at)) != NULL;)
        if (!call->over && !call->waits && (line == NULL || call->line == line->handle))
            end(call);
}
