/* The cache: two tables, the caps of the classes, the greeting, one lock. */
#include "cache.h"

#include <stdlib.h>

#include "table.h"

static SRWLOCK lock = SRWLOCK_INIT;
static CONDITION_VARIABLE ready_changed = CONDITION_VARIABLE_INIT;
static bool is_ready;
static struct table lines, calls;
static struct json *welcome, *caps[MOST_CLASSES + 1];

void cache_lock(void) {
    AcquireSRWLockExclusive(&lock);
}

void cache_unlock(void) {
    ReleaseSRWLockExclusive(&lock);
}

SRWLOCK *cache_own_lock(void) {
    return &lock;
}

void cache_wait_ready(DWORD ms) {
    ULONGLONG end = GetTickCount64() + ms;
    while (!is_ready) {
        ULONGLONG now = GetTickCount64();
        if (now >= end || !SleepConditionVariableSRW(&ready_changed, &lock, (DWORD)(end - now), 0))
            return;
    }
}

void cache_set_ready(bool ready) {
    is_ready = ready;
    if (ready)
        WakeAllConditionVariable(&ready_changed);
}

bool cache_ready(void) {
    return is_ready;
}

static bool keep(struct json **place, const struct json *message) {
    struct json *copy = json_keep(message);
    if (copy == NULL)
        return false;
    free(*place);
    *place = copy;
    return true;
}

void cache_keep_welcome(const struct json *message) {
    keep(&welcome, message);
}

bool cache_keep_caps(const struct json *message) {
    DWORD class = json_number(message, "class");
    return class >= 1 && class <= MOST_CLASSES && keep(&caps[class], message);
}

const struct json *json_or_empty(const struct json *message) {
    static const struct json empty = {NULL, 0};
    return message != NULL ? message : &empty;
}

const struct json *cache_welcome(void) {
    return json_or_empty(welcome);
}

const struct json *cache_caps(const struct line *line) {
    DWORD class = json_number(json_or_empty(line->message), "class");
    return json_or_empty(class <= MOST_CLASSES ? caps[class] : NULL);
}

struct line *line_add(DWORD number) {
    struct line *line = calloc(1, sizeof *line);
    if (line == NULL)
        return NULL;
    line->number = number;
    line->device = line->index = NO_DEVICE;
    line->handle = table_add(&lines, line);
    if (line->handle != 0)
        return line;
    free(line);
    return NULL;
}

void line_remove(struct line *line) {
    table_remove(&lines, line->handle);
    free(line->message);
    free(line);
}

struct line *line_of_handle(DWORD handle) {
    return table_find(&lines, handle);
}

struct line *line_of_open(HDRVLINE hd) {
    struct line *line = line_of_handle((DWORD)(DWORD_PTR)hd);
    return line != NULL && line->tell != NULL ? line : NULL;
}

struct line *line_next(uint32_t *at) {
    return table_next(&lines, at);
}

struct line *line_of_number(DWORD number) {
    struct line *line;
    for (uint32_t at = 0; (line = line_next(&at)) != NULL;)
        if (line->number == number && !line->gone)
            return line;
    return NULL;
}

struct line *line_of_device(DWORD device) {
    struct line *line;
    for (uint32_t at = 0; device != NO_DEVICE && (line = line_next(&at)) != NULL;)
        if (line->device == device)
            return line;
    return NULL;
}

bool line_keep(struct line *line, const struct json *message) {
    return keep(&line->message, message);
}

struct call *call_add(const struct line *line, DWORD number) {
    struct call *call = calloc(1, sizeof *call);
    if (call == NULL)
        return NULL;
    call->line = line->handle;
    call->number = number;
    call->state = LINECALLSTATE_UNKNOWN;
    call->handle = table_add(&calls, call);
    if (call->handle != 0)
        return call;
    free(call);
    return NULL;
}

void call_remove(struct call *call) {
    table_remove(&calls, call->handle);
    free(call->message);
    free(call->data);
    free(call);
}

struct call *call_of_handle(DWORD handle) {
    return table_find(&calls, handle);
}

struct call *call_next(uint32_t *at) {
    return table_next(&calls, at);
}

struct call *call_of_number(const struct line *line, DWORD number) {
    struct call *call;
    for (uint32_t at = 0; (call = call_next(&at)) != NULL;)
        if (call->number == number && call->line == line->handle && !call->over)
            return call;
    return NULL;
}

bool call_keep(struct call *call, const struct json *message) {
    return keep(&call->message, message);
}

void cache_clear(void) {
    struct line *line;
    struct call *call;
    for (uint32_t at = 0; (call = call_next(&at)) != NULL;)
        call_remove(call);
    for (uint32_t at = 0; (line = line_next(&at)) != NULL;)
        line_remove(line);
    free(lines.slot);
    free(calls.slot);
    lines = calls = (struct table){NULL, 0, 0};
    for (int i = 0; i <= MOST_CLASSES; i++) {
        free(caps[i]);
        caps[i] = NULL;
    }
    free(welcome);
    welcome = NULL;
    is_ready = false;
}
