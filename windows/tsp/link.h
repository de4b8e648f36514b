/* The connection to the service: one thread that connects, reads, and tells. */
#ifndef CTIBRIDGE_LINK_H
#define CTIBRIDGE_LINK_H

#include <stdbool.h>

#include "settings.h"

/* Starts the thread; false when it cannot be had. */
bool link_start(const struct settings *settings);
/* False when there is no thread, or only one that is to end. */
bool link_running(void);

/* Ends all calls and requests, and the thread; false when it still is in a callback after 4 s. */
bool link_stop(void);

#endif
