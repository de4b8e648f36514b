/* Requests that wait for their answer. */
#include "requests.h"

#include <stdlib.h>

#include "answers.h"
#include "call_messages.h"
#include "events.h"
#include "failed_calls.h"
#include "log.h"
#include "outbox.h"
#include "requests_waiting.h"

#define MOST_WAITING 4096 /* a service that answers nothing must not eat the memory of the telephony service */
#define WAIT_S 40         /* when it does not say */

static struct request *waiting;
static unsigned count;
static DWORD next_id = 1;

struct request *request_new(DRV_REQUESTID id, DWORD line) {
    struct request *request = count < MOST_WAITING ? calloc(1, sizeof *request) : NULL;
    if (request == NULL)
        return NULL;
    DWORD wait_s = json_number(cache_welcome(), "wait_s");
    request->id = next_id;
    next_id = next_id == 0xFFFFFFFFu ? 1 : next_id + 1;
    request->tapi = id;
    request->line = line;
    request->deadline = GetTickCount64() + 1000ull * (wait_s != 0 ? wait_s : WAIT_S);
    return request;
}

void request_wait(struct request *request) {
    request->next = waiting;
    waiting = request;
    count++;
}

static struct request *take_out(struct request **place) {
    struct request *request = *place;
    *place = request->next;
    request->next = NULL;
    count--;
    return request;
}

static void keep_made(const struct request *request) {
    for (int i = 0; i < 2; i++) {
        struct call *call = call_of_handle(request->made[i]);
        if (call != NULL)
            call_made(call);
    }
}

/* Calls that never came to be. `forget` says so to a service that may still be about to make them. */
static void drop_made(const struct request *request, bool forget) {
    for (int i = 0; i < 2; i++) {
        struct call *call = call_of_handle(request->made[i]);
        if (call == NULL)
            continue;
        if (forget)
            outbox_forget(call);
        call_remove(call);
    }
}

static struct about about(const struct request *r) {
    return (struct about){r->line, {r->call[0], r->call[1], r->made[0], r->made[1]}};
}

static void complete(const struct request *request, LONG result) {
    if (request->answer == DIGITS_SENT)
        answer_digits(request, result);
    else
        event_completion(request->tapi, result, about(request));
    const struct call *call = request->answer == CALL_DATA_KEPT ? call_of_handle(request->call[0]) : NULL;
    if (call != NULL)
        event_call(call, LINE_CALLINFO, LINECALLINFOSTATE_CALLDATA, 0, 0);
}

static void fail(struct request *request, LONG result, bool forget) {
    complete(request, result);
    for (int i = 0; i < 2; i++)
        failed_note(request->made[i]);
    drop_made(request, forget);
}

static void give_up(struct request *request, bool forget) {
    fail(request, LINEERR_OPERATIONFAILED, forget);
    free(request);
}

static LONG result_of(const struct json *res) {
    LONG rc = (LONG)json_number(res, "rc");
    return rc > 0 ? LINEERR_OPERATIONFAILED : rc; /* errors of TAPI are negative; others would be taken for success */
}

void request_answered(const struct json *res) {
    DWORD id = json_number(res, "id");
    struct request **place = &waiting;
    while (*place != NULL && (*place)->id != id)
        place = &(*place)->next;
    if (*place == NULL)
        return; /* late */
    struct request *request = take_out(place);
    LONG result = result_of(res);
    if (result == 0) {
        answer_write(request, res);
        complete(request, 0);
        keep_made(request);
    } else
        fail(request, result, false);
    free(request);
}

static void succeed(struct request *request) {
    complete(request, 0);
    free(request);
}

static void finish(struct request *request) {
    if (request->done) {
        succeed(request);
        return;
    }
    log_write(LOG_ERROR, "request %lu was not answered", (unsigned long)request->id);
    give_up(request, true);
}

void requests_expire(void) {
    ULONGLONG now = GetTickCount64();
    for (struct request **place = &waiting; *place != NULL;) {
        if ((*place)->deadline > now && !(*place)->done)
            place = &(*place)->next;
        else
            finish(take_out(place));
    }
}

void requests_fail(void) {
    while (waiting != NULL) {
        struct request *request = take_out(&waiting);
        if (request->done)
            succeed(request);
        else
            give_up(request, false);
    }
}

static bool is_about(const struct request *request, DWORD line, DWORD call) {
    if (call == 0)
        return request->line == line;
    return request->call[0] == call || request->call[1] == call || request->made[0] == call || request->made[1] == call;
}

struct request *requests_about(DWORD line, DWORD call) {
    struct request *list = NULL;
    for (struct request **place = &waiting; *place != NULL;) {
        if (!is_about(*place, line, call)) {
            place = &(*place)->next;
            continue;
        }
        struct request *request = take_out(place);
        drop_made(request, cache_ready());
        request->next = list;
        list = request;
    }
    return list;
}

void requests_abort(struct request *list) {
    cache_lock();
    ASYNC_COMPLETION completion = events_completion();
    cache_unlock();
    while (list != NULL) {
        struct request *next = list->next;
        if (completion != NULL && list->answer != DIGITS_SENT)
            completion(list->tapi, LINEERR_OPERATIONFAILED);
        free(list);
        list = next;
    }
}
