/* Messages about calls. All need the lock. */
#ifndef CTIBRIDGE_CALL_MESSAGES_H
#define CTIBRIDGE_CALL_MESSAGES_H

#include "cache.h"
#include "messages.h"

bool take_newcall(struct conversation *c, const struct json *m);
bool take_call(struct conversation *c, const struct json *m);

/* The request that made the call is completed: from now on it is told. */
void call_made(struct call *call);

/* The service cannot say any more what becomes of these: DISCONNECTED, IDLE. All lines when `line` is NULL. */
void calls_end(const struct line *line);

#endif
