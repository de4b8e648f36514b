/* The connection to the service: one thread that connects, reads, and tells; every other thread may send. */
#ifndef CTIBRIDGE_LINK_H
#define CTIBRIDGE_LINK_H

#include "cache.h"
#include "json.h"
#include "settings.h"

/* Starts the thread; false when it cannot be had. */
bool link_start(const struct settings *settings);
/* False when there is no thread, or only one that is to end. */
bool link_running(void);

/* Ends all calls and requests, and the thread; false when it still is in a callback after 4 s. */
bool link_stop(void);

/* Has the thread look at what is due. */
void link_wake(void);

/* Sends, the lock being held; never waits. False when there is no connection, or the service does not read. */
bool link_send(struct json_line *line);

void link_forget(const struct call *call);
void link_open_line(struct line *line);
void link_close_line(const struct line *line);

#endif
