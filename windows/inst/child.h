/* One run of the gateway, with everything that it starts, in a job that ends with the service. */
#ifndef CTIBRIDGE_CHILD_H
#define CTIBRIDGE_CHILD_H

#include <windows.h>

struct child {
    HANDLE job;
    HANDLE process;
    HANDLE reader; /* thread that carries its output to the journal */
    HANDLE input;  /* its end asks the gateway to end */
    HANDLE output;
    DWORD id;
};

/* FALSE: it could not be started; GetLastError says why. */
BOOL child_start(struct child *child, wchar_t *command, const wchar_t *folder);

/* Asks it to end; it may take its time or not listen. */
void child_ask(struct child *child);

/* Ends it and all of its own, if they still run; returns the exit code. */
DWORD child_end(struct child *child);

#endif
