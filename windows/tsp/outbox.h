/* What goes to the service: every thread may send, and none waits for it. */
#ifndef CTIBRIDGE_OUTBOX_H
#define CTIBRIDGE_OUTBOX_H

#include "cache.h"
#include "json.h"

/* All but the last with the lock held. */
void outbox_begin(void); /* there is a connection */
void outbox_end(void);

/* False when there is no connection, or the service does not read. */
bool outbox_send(struct json_line *line);
bool outbox_flush(void);

/* While the service listens to such things; with the next connection it is told, or asked, anew. */
void outbox_forget(const struct call *call);
void outbox_open_line(struct line *line);
void outbox_close_line(const struct line *line);

/* Has the thread of the connection look at what is due. */
void outbox_wake(void);

#endif
