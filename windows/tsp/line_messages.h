/* Messages about lines. All need the lock. */
#ifndef CTIBRIDGE_LINE_MESSAGES_H
#define CTIBRIDGE_LINE_MESSAGES_H

#include "messages.h"

bool take_line(struct conversation *c, const struct json *m);
bool take_opened(struct conversation *c, const struct json *m);
bool take_remove(struct conversation *c, const struct json *m);
bool take_feature(struct conversation *c, const struct json *m);

/* The list has ended: what was not named is gone, what is open is opened again, who waits is woken. */
void lines_listed(void);

/* Offers new lines to TAPI and takes away those that are gone; nothing before TAPI is ready for it. */
void lines_settle(void);

/* The connection is lost: the list will be told anew, open lines are out of service. */
void lines_lost(void);

#endif
