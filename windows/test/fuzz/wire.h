/* The wire of a session that is written down: lines of the service, and orders to the application, which begin with `!`.
   In lines `@0` to `@9` are the numbers of the requests that were sent, `#0` to `#9` of the calls that they make: from
   session to session the provider goes on counting. */
#ifndef FUZZ_WIRE_H
#define FUZZ_WIRE_H

#include <setjmp.h>
#include <stddef.h>

#include "../../tsp/socket.h"

#define FUZZ_TOKEN "token"

/* Where the session ends, when it is read to its end. */
extern jmp_buf wire_end;

void wire_begin(const char *text, size_t size);

/* The provider's bytes stay unsent, or go. */
void wire_stall(bool stalled);

/* Ends this connection. */
void wire_cut(void);

/* What an application does now; written by the target. */
void application_acts(const char *order);
void application_is_free(void);

#endif
