/* The queue, behind the lock. Handles are looked up when an event is told: what was closed since it was noted is left out. */
#include "events.h"

#include <stdlib.h>

#include "log.h"
#include "outbox.h"

#define COME_BACK_MS 100 /* who closes waits so long for a callback; TAPI may want to let it come back only afterwards */

enum kind { NOTHING, COMPLETION, NEWCALL, CALL_EVENT, LINE_EVENT, PROVIDER_EVENT };

struct event {
    enum kind kind;
    DWORD handle; /* of the call or the line; the request's id */
    DWORD parent;
    LONG message; /* or the result */
    DWORD_PTR p1, p2, p3;
    struct about about;
};

static struct event *queue;
static size_t next, count, room;
static struct event telling; /* NOTHING when nothing is being told */
static DWORD teller;
static CONDITION_VARIABLE told = CONDITION_VARIABLE_INIT;
static ASYNC_COMPLETION completion;
static LINEEVENT provider_tell;
static HPROVIDER provider;

void events_set_completion(ASYNC_COMPLETION complete) {
    completion = complete;
}

ASYNC_COMPLETION events_completion(void) {
    return completion;
}

void events_set_provider(LINEEVENT tell, HPROVIDER handle) {
    provider_tell = tell;
    provider = handle;
}

static void add(struct event event) {
    if (count == room) {
        size_t more = room == 0 ? 64 : room * 2;
        struct event *grown = realloc(queue, more * sizeof *grown);
        if (grown == NULL) {
            log_write(LOG_ERROR, "no memory for an event");
            return;
        }
        queue = grown;
        room = more;
    }
    queue[count++] = event;
}

void event_completion(DRV_REQUESTID id, LONG result, struct about about) {
    add((struct event){.kind = COMPLETION, .handle = id, .message = result, .about = about});
}

static struct about about_call(const struct call *call) {
    return (struct about){call->line, {call->handle}};
}

void event_newcall(const struct call *call) {
    add((struct event){.kind = NEWCALL, .handle = call->handle, .about = about_call(call)});
}

void event_call(const struct call *call, DWORD message, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3) {
    add((struct event){CALL_EVENT, call->handle, 0, (LONG)message, p1, p2, p3, about_call(call)});
}

void event_callstate(const struct call *call, DWORD media, DWORD parent) {
    add((struct event){CALL_EVENT, call->handle, parent, LINE_CALLSTATE, call->state, call->mode, media,
                       about_call(call)});
}

void event_line(const struct line *line, DWORD message, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3) {
    add((struct event){LINE_EVENT, line->handle, 0, (LONG)message, p1, p2, p3, {.line = line->handle}});
}

void event_line_create(const struct line *line) {
    add((struct event){.kind = PROVIDER_EVENT, .message = LINE_CREATE, .p1 = (DWORD_PTR)provider, .p2 = line->handle});
}

void event_line_remove(DWORD device) {
    add((struct event){.kind = PROVIDER_EVENT, .message = LINE_REMOVE, .p1 = device});
}

/* An event with everything that calling back needs. */
struct telling {
    LINEEVENT tell;
    HTAPILINE line;
    HTAPICALL call;
};

/* Finds whom to tell; false when he is gone. */
static bool resolve(struct event *e, struct telling *t) {
    const struct line *line = NULL;
    const struct call *call = NULL, *parent;
    if (e->kind == LINE_EVENT)
        line = line_of_handle(e->handle);
    else if ((call = call_of_handle(e->handle)) != NULL)
        line = line_of_handle(call->line);
    if (line == NULL || line->tell == NULL)
        return false;
    if (e->parent != 0 && (parent = call_of_handle(e->parent)) != NULL)
        e->p2 = (DWORD_PTR)parent->ht;
    *t = (struct telling){line->tell, line->ht, call != NULL ? call->ht : NULL};
    return e->kind != CALL_EVENT || call->ht != NULL;
}

/* TAPI gives its handle while it is called; without one it will not hear of the call. */
static void tell_newcall(const struct event *e, const struct telling *t) {
    HTAPICALL ht = NULL;
    t->tell(t->line, NULL, LINE_NEWCALL, (DWORD_PTR)e->handle, (DWORD_PTR)&ht, 0);
    cache_lock();
    struct call *call = call_of_handle(e->handle);
    if (call != NULL && ht != NULL)
        call->ht = ht;
    else if (call != NULL) {
        log_write(LOG_INFO, "call %lu found no handle", (unsigned long)call->number);
        outbox_forget(call);
        call_remove(call);
    }
    cache_unlock();
}

/* The next event, and whom to tell it; the lock being held. False when there is none. */
static bool take_next(struct event *e, struct telling *t, ASYNC_COMPLETION *complete) {
    telling.kind = NOTHING;
    WakeAllConditionVariable(&told);
    while (next < count) {
        *e = queue[next++];
        *t = (struct telling){provider_tell, NULL, NULL};
        *complete = completion;
        if (e->kind != NOTHING && (e->kind == COMPLETION       ? *complete != NULL
                                   : e->kind == PROVIDER_EVENT ? t->tell != NULL
                                                               : resolve(e, t))) {
            telling = *e;
            return true;
        }
    }
    next = count = 0;
    return false;
}

static bool tell_next(void) {
    struct event e;
    struct telling t;
    ASYNC_COMPLETION complete;
    cache_lock();
    teller = GetCurrentThreadId();
    bool there = take_next(&e, &t, &complete);
    cache_unlock();
    if (!there)
        return false;
    if (e.kind == COMPLETION)
        complete(e.handle, e.message);
    else if (e.kind == NEWCALL)
        tell_newcall(&e, &t);
    else
        t.tell(t.line, t.call, (DWORD)e.message, e.p1, e.p2, e.p3);
    return true;
}

void events_tell(void) {
    while (tell_next())
        ;
}

static bool is_about(const struct event *e, DWORD line, DWORD call) {
    if (e->kind == NOTHING || call == 0)
        return e->kind != NOTHING && e->about.line == line;
    for (int i = 0; i < 4; i++)
        if (e->about.call[i] == call)
            return true;
    return false;
}

/* Takes a completion out of the queue; the lock being held. */
static bool take_completion(struct event *e, DWORD line, DWORD call) {
    for (size_t i = next; i < count; i++)
        if (queue[i].kind == COMPLETION && is_about(&queue[i], line, call)) {
            *e = queue[i];
            queue[i].kind = NOTHING;
            return completion != NULL;
        }
    return false;
}

static void await_callback(DWORD line, DWORD call) {
    ULONGLONG end = GetTickCount64() + COME_BACK_MS, now = 0;
    while (is_about(&telling, line, call) && teller != GetCurrentThreadId() && (now = GetTickCount64()) < end)
        SleepConditionVariableSRW(&told, cache_own_lock(), (DWORD)(end - now), 0);
}

void events_finish(DWORD line, DWORD call) {
    struct event e;
    cache_lock();
    while (take_completion(&e, line, call)) {
        ASYNC_COMPLETION complete = completion;
        cache_unlock();
        complete(e.handle, e.message);
        cache_lock();
    }
    await_callback(line, call);
    cache_unlock();
}

void events_clear(void) {
    free(queue);
    queue = NULL;
    next = count = room = 0;
    telling.kind = NOTHING;
}
