/* The log of the DLL: a file in a folder the telephony service may write, and the debugger's output.
   Numbers, names and the token never go there. */
#ifndef CTIBRIDGE_LOG_H
#define CTIBRIDGE_LOG_H

enum log_level { LOG_OFF, LOG_ERROR, LOG_INFO, LOG_DEBUG };

void log_open(const char *folder, enum log_level level);
void log_close(void);
void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
