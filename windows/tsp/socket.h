/* One TCP connection to the loopback whose waiting can be ended by another thread. */
#ifndef CTIBRIDGE_SOCKET_H
#define CTIBRIDGE_SOCKET_H

#include <stdbool.h>
#include <stddef.h>

bool socket_prepare(void); /* once, before all others */
void socket_release(void);

/* False when nobody listens, or within 2 s nobody answers. */
bool socket_connect(unsigned port);
void socket_close(void);

/* Waits for something to read or for socket_wake, at most so long. */
void socket_wait(unsigned ms);
void socket_wake(void);

/* What can be read now: 0 nothing yet, -1 the connection has ended. */
int socket_read(char *buffer, size_t size);

/* What can be written now; -1 the connection has ended. */
int socket_write(const char *bytes, size_t count);

#endif
