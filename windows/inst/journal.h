/* The service's log file: ctibridge.log, and .1 to .5 of what was before. One writer at a time. */
#ifndef CTIBRIDGE_JOURNAL_H
#define CTIBRIDGE_JOURNAL_H

#include <windows.h>

/* FALSE: the file cannot be written; everything that follows is dropped. */
BOOL journal_open(const wchar_t *folder);
void journal_write(const char *bytes, DWORD length);  /* as it comes from the gateway */
void journal_say(const char *format, ...);            /* a line of the service's own, with the time */
void journal_close(void);

#endif
