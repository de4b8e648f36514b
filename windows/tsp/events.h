/* What the telephony service is to be told, kept until no lock is held. Only the reader thread adds;
   it tells, too, but for completions that who closes a call or a line is owed first. */
#ifndef CTIBRIDGE_EVENTS_H
#define CTIBRIDGE_EVENTS_H

#include "cache.h"
#include "platform.h"

/* Where completions, LINE_CREATE and LINE_REMOVE go; set with the lock held, NULL stops them. */
void events_set_completion(ASYNC_COMPLETION complete);
void events_set_provider(LINEEVENT tell, HPROVIDER provider);
ASYNC_COMPLETION events_completion(void);

/* Handles that an event is about: its line, and up to four calls. */
struct about {
    DWORD line;
    DWORD call[4];
};

/* With the lock held. */
void event_completion(DRV_REQUESTID id, LONG result, struct about about);
void event_newcall(const struct call *call);
void event_call(const struct call *call, DWORD message, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3);
/* LINE_CALLSTATE, with the conference's HTAPICALL in its second parameter when `parent`, a handle, is not 0. */
void event_callstate(const struct call *call, DWORD media, DWORD parent);
void event_line(const struct line *line, DWORD message, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3);
void event_line_create(const struct line *line);
void event_line_remove(DWORD device);

/* Without the lock. Calls back; calls closed and lines closed meanwhile are told nothing. */
void events_tell(void);

/* Without the lock, for who closes a call or, when `call` is 0, a line: completions about it that are noted are told now,
   on this thread, and what is being told about it has come back, if that does not take long. */
void events_finish(DWORD line, DWORD call);

/* Forgets all, and the memory. */
void events_clear(void);

#endif
