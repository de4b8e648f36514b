/* Calls whose request failed after all: they are gone, but TAPI closes them once more. */
#ifndef CTIBRIDGE_FAILED_CALLS_H
#define CTIBRIDGE_FAILED_CALLS_H

#include <stdbool.h>

#include "platform.h"

/* With the lock held. */
void failed_note(DWORD handle);
/* Whether it was one; only once. */
bool failed_take(DWORD handle);
void failed_clear(void);

#endif
