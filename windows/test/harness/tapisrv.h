/* The part of the telephony service: it loads a provider, calls it as the real one would, and judges what it is told.
   Every broken rule is printed and counted. */
#ifndef HARNESS_TAPISRV_H
#define HARNESS_TAPISRV_H

#include <stdbool.h>

#include "../../tsp/platform.h"
#include "excuse.h"

#define MOST_LINES 4096
#define MOST_CALLS 8192
#define MOST_STATES 16
#define MOST_EVENTS 64

/* One function of the provider by its name, with the prototype of tspi.h. */
#define TSPI(name) ((__typeof__(&name))function(#name))
FARPROC function(const char *name);

/* What callbacks write is atomic: scenarios look at it as they please. */
struct a_call {
    HDRVCALL hd;
    DWORD line;
    DWORD request; /* that makes it; 0 when there is none or it is completed */
    bool announced, closing, fresh;
    _Atomic bool idle, closed;
    _Atomic DWORD states[MOST_STATES], modes[MOST_STATES];
    _Atomic DWORD state_count;
    _Atomic DWORD_PTR parent;
    _Atomic DWORD infos; /* LINE_CALLINFO bits seen */
    _Atomic DWORD generated;
};

struct a_line {
    HDRVLINE hd;
    bool known, open;
    _Atomic bool removed;
    _Atomic DWORD in_service;    /* 1 INSERVICE, 2 OUTOFSERVICE was told last, 0 nothing */
    _Atomic DWORD losses;        /* how often OUTOFSERVICE was told */
    _Atomic DWORD device_states; /* all bits told */
    _Atomic DWORD address_states;
    _Atomic DWORD feature, feature_on;
    _Atomic DWORD new_calls;
    _Atomic DWORD last_call; /* that LINE_NEWCALL brought */
};

extern struct a_line lines[MOST_LINES];
extern struct a_call calls[MOST_CALLS];
extern DWORD line_count, violations;

/* LINE_NEWCALL gets no handle as long as this holds: the real service does so when it is out of resources. */
extern bool out_of_handles;
/* How often that was. */
extern DWORD refused_handles;

void violation(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Loads it; the number of functions that the checked-in list names and the file lacks. */
bool load(const char *path);
void unload(void);

/* Negotiates, enumerates, initialises. The number of lines. */
DWORD start(void);
void stop(void);

/* The next completion does not come back as long as this holds. */
void hold_completion(bool hold);

void open_line(DWORD line);
void close_line(DWORD line);

/* A call that a request is about to make; its index. */
DWORD new_call(DWORD line, DWORD request);
DWORD next_request(void);

/* Keeps books of a request: `returned` is what the function gave. True when it waits for its completion. */
bool asked(DWORD request, LONG returned);
/* Waits for the completion, at most 5 s, which no provider may take without its service's doing. */
LONG completed(DWORD request);

/* Closes, and checks that what waited for it was completed. */
void close_call(DWORD call);

/* Waits until this holds, at most 5 s; a violation otherwise, with what was waited for. */
#define wait_while(condition, give_up)                                                          \
    for (ULONGLONG end_ = GetTickCount64() + 5000;;) {                                          \
        books_lock();                                                                           \
        bool holds_ = (condition);                                                              \
        books_unlock();                                                                         \
        if (holds_)                                                                             \
            break;                                                                              \
        give_up;                                                                                \
        if (GetTickCount64() > end_) {                                                          \
            violation("%s:%d: waited in vain for %s", __FILE__, __LINE__, #condition);          \
            break;                                                                              \
        }                                                                                       \
        Sleep(1);                                                                               \
    }
/* What a scenario expects of its service is given up when the service is lost; what a provider owes is not. */
#define wait_for(condition) wait_while(condition, leave_when_lost())
#define must_come(condition) wait_while(condition, (void)0)
#define check(condition)                                                                        \
    do {                                                                                        \
        if (!(condition)) {                                                                     \
            leave_if_lost();                                                                    \
            violation("%s:%d: not so: %s", __FILE__, __LINE__, #condition);                     \
        }                                                                                       \
    } while (0)

void books_lock(void);
void books_unlock(void);

DWORD last_state(DWORD call);
bool has_been(DWORD call, DWORD state);
DWORD mode_of(DWORD call, DWORD state);
DWORD waiting_requests(void);
void wait_for_completions(void);
DWORD calls_now(void);

#endif
