/* Writing a request. A call it makes exists, for TAPI, from here on; for the service from the answer on. */
#include <stdlib.h>
#include <string.h>

#include "outbox.h"
#include "requests.h"
#include "requests_waiting.h"
#include "utf.h"

static DWORD next_call_number = 1;

void ask_fail(struct ask *a, LONG error) {
    if (a->error == 0)
        a->error = error;
}

static void begin(struct ask *a, DRV_REQUESTID id, struct line *line, const char *op) {
    a->line = line;
    a->request = a->error == 0 ? request_new(id, line->handle) : NULL;
    if (a->request == NULL) {
        ask_fail(a, LINEERR_NOMEM);
        return;
    }
    json_begin(&a->message, a->text, sizeof a->text, "req");
    json_put_number(&a->message, "id", a->request->id);
    json_put_text(&a->message, "op", op);
    json_put_number(&a->message, "line", line->number);
}

static void start(struct ask *a) {
    cache_lock();
    a->error = 0;
    a->line = NULL;
    a->request = NULL;
}

/* The line, when requests can be sent for it. */
static struct line *usable(struct ask *a, struct line *line, LONG otherwise) {
    if (line == NULL || line->tell == NULL)
        ask_fail(a, otherwise);
    else if (!cache_ready() || line->gone)
        ask_fail(a, LINEERR_OPERATIONFAILED);
    return line;
}

void ask_line(struct ask *a, DRV_REQUESTID id, HDRVLINE hd, const char *op) {
    start(a);
    struct line *line = usable(a, line_of_open(hd), LINEERR_INVALLINEHANDLE);
    begin(a, id, line, op);
}

static struct call *usable_call(struct ask *a, HDRVCALL hd) {
    struct call *call = call_of_handle((DWORD)(DWORD_PTR)hd);
    if (call == NULL)
        ask_fail(a, LINEERR_INVALCALLHANDLE);
    else if (call->over || call->waits)
        ask_fail(a, LINEERR_INVALCALLSTATE);
    return call;
}

void ask_call(struct ask *a, DRV_REQUESTID id, HDRVCALL hd, const char *op) {
    start(a);
    struct call *call = usable_call(a, hd);
    struct line *line = call != NULL ? line_of_handle(call->line) : NULL;
    begin(a, id, usable(a, line, LINEERR_INVALCALLHANDLE), op);
    if (a->error != 0)
        return;
    a->request->call[0] = call->handle;
    json_put_number(&a->message, "call", call->number);
}

void ask_also_call(struct ask *a, const char *name, HDRVCALL hd) {
    struct call *call = a->error == 0 ? usable_call(a, hd) : NULL;
    if (a->error != 0)
        return;
    if (call->line != a->line->handle)
        ask_fail(a, LINEERR_INVALCALLHANDLE);
    a->request->call[1] = call->handle;
    json_put_number(&a->message, name, call->number);
}

void ask_number(struct ask *a, const char *name, DWORD number) {
    if (a->error == 0)
        json_put_number(&a->message, name, number);
}

void ask_text(struct ask *a, const char *name, const WCHAR *text, size_t limit) {
    char utf8[JSON_UNITS * 3 + 8];
    if (a->error != 0)
        return;
    utf8_from_utf16(utf8, sizeof utf8, (const uint16_t *)text, limit);
    if (utf8_units(utf8) > JSON_UNITS)
        ask_fail(a, LINEERR_INVALADDRESS);
    json_put_text(&a->message, name, utf8);
}

static void check_new(struct ask *a, LPHDRVCALL hd) {
    if (hd == NULL)
        ask_fail(a, LINEERR_INVALPOINTER);
    else
        *hd = NULL;
}

void ask_new(struct ask *a, const char *name, HTAPICALL ht, LPHDRVCALL hd) {
    check_new(a, hd);
    struct call *call = a->error == 0 ? call_add(a->line, next_call_number) : NULL;
    if (call == NULL) {
        ask_fail(a, LINEERR_NOMEM);
        return;
    }
    next_call_number = next_call_number % (FIRST_OF_SERVICE - 1) + 1;
    call->ht = ht;
    call->waits = true;
    a->request->made[a->request->made[0] != 0] = call->handle;
    json_put_number(&a->message, name, call->number);
    *hd = (HDRVCALL)(DWORD_PTR)call->handle;
}

void ask_answer(struct ask *a, enum answer answer, void *out, DWORD size) {
    if (a->error != 0)
        return;
    a->request->answer = answer;
    a->request->out = out;
    a->request->out_size = size;
}

static void take_back(struct request *request) {
    for (int i = 0; i < 2; i++) {
        struct call *call = call_of_handle(request->made[i]);
        if (call != NULL)
            call_remove(call);
    }
    free(request);
}

static LONG finish(struct ask *a) {
    LONG result = a->error;
    if (result == 0) {
        result = (LONG)a->request->tapi;
        request_wait(a->request);
    } else if (a->request != NULL)
        take_back(a->request);
    cache_unlock();
    return result;
}

LONG ask_send(struct ask *a) {
    if (a->error == 0 && (!json_end(&a->message) || !outbox_send(&a->message)))
        ask_fail(a, LINEERR_OPERATIONFAILED);
    return finish(a);
}

LONG ask_done(struct ask *a) {
    if (a->error == 0)
        a->request->done = true;
    outbox_wake();
    return finish(a);
}
