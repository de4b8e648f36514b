/* The queue. Handles are looked up when an event is told: what was closed since it was noted is left out. */
#include "events.h"

#include <stdlib.h>

#include "link.h"
#include "log.h"

enum kind { COMPLETION, NEWCALL, CALL_EVENT, LINE_EVENT, PROVIDER_EVENT };

struct event {
    enum kind kind;
    DWORD handle; /* of the call or the line; the request's id */
    DWORD parent;
    LONG message; /* or the result */
    DWORD_PTR p1, p2, p3;
};

static struct event *queue;
static size_t count, room;
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

void event_completion(DRV_REQUESTID id, LONG result) {
    add((struct event){.kind = COMPLETION, .handle = id, .message = result});
}

void event_newcall(const struct call *call) {
    add((struct event){.kind = NEWCALL, .handle = call->handle});
}

void event_call(const struct call *call, DWORD message, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3) {
    add((struct event){CALL_EVENT, call->handle, 0, (LONG)message, p1, p2, p3});
}

void event_callstate(const struct call *call, DWORD media, DWORD parent) {
    add((struct event){CALL_EVENT, call->handle, parent, LINE_CALLSTATE, call->state, call->mode, media});
}

void event_line(const struct line *line, DWORD message, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3) {
    add((struct event){LINE_EVENT, line->handle, 0, (LONG)message, p1, p2, p3});
}

void event_line_create(const struct line *line) {
    add((struct event){PROVIDER_EVENT, 0, 0, LINE_CREATE, (DWORD_PTR)provider, line->handle, 0});
}

void event_line_remove(DWORD device) {
    add((struct event){PROVIDER_EVENT, 0, 0, LINE_REMOVE, device, 0, 0});
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
        link_forget(call);
        call_remove(call);
    }
    cache_unlock();
}

static void tell(struct event *e) {
    struct telling t = {provider_tell, NULL, NULL};
    cache_lock();
    ASYNC_COMPLETION complete = completion;
    bool there = e->kind == COMPLETION ? complete != NULL
                 : e->kind == PROVIDER_EVENT ? t.tell != NULL : resolve(e, &t);
    cache_unlock();
    if (!there)
        return;
    if (e->kind == COMPLETION)
        complete(e->handle, e->message);
    else if (e->kind == NEWCALL)
        tell_newcall(e, &t);
    else
        t.tell(t.line, t.call, (DWORD)e->message, e->p1, e->p2, e->p3);
}

void events_tell(void) {
    /* What is told may add nothing: only this thread adds. */
    for (size_t i = 0; i < count; i++)
        tell(&queue[i]);
    count = 0;
}

void events_clear(void) {
    free(queue);
    queue = NULL;
    count = room = 0;
}
