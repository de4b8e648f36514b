/* Keeps the gateway running: starts it again when it ends, with longer and longer pauses. */
#ifndef CTIBRIDGE_KEEPER_H
#define CTIBRIDGE_KEEPER_H

#include <windows.h>

#define MISCONFIGURED 2 /* exit code of `ctibridge serve` when only a person can help */

/* What is run, and where. */
struct keeper {
    wchar_t command[4 * MAX_PATH];
    wchar_t folder[MAX_PATH];
    HANDLE stop;                  /* event: set to end */
    void (*still_stopping)(void); /* is called while the gateway takes its time */
};

/* Returns when `stop` is set (0), or when the gateway says that it is misconfigured (MISCONFIGURED). */
DWORD keep_running(struct keeper *keeper);

#endif
