/* Watching: what is told of calls is printed as it comes, and orders are taken from standard input. */
#ifndef HARNESS_WATCH_H
#define HARNESS_WATCH_H

#include "tapisrv.h"

/* Prints what was told; the books being locked. */
void watch_state(DWORD call, const struct a_call *its);

/* Until the input ends. */
void watch(void);

#endif
