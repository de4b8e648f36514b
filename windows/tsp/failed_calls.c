/* A ring: who does not close them must not fill the memory. */
#include "failed_calls.h"

#include <string.h>

#define MOST_KEPT 256

static DWORD handles[MOST_KEPT];
static unsigned next;

void failed_note(DWORD handle) {
    if (handle != 0)
        handles[next++ % MOST_KEPT] = handle;
}

bool failed_take(DWORD handle) {
    for (unsigned i = 0; handle != 0 && i < MOST_KEPT; i++)
        if (handles[i] == handle) {
            handles[i] = 0;
            return true;
        }
    return false;
}

void failed_clear(void) {
    memset(handles, 0, sizeof handles);
}
