/* What a person does at a line, as one call each: the request, its completion, and nothing else. */
#ifndef HARNESS_PHONE_H
#define HARNESS_PHONE_H

#include "tapisrv.h"

/* Dials; the call, and in *result what the request came to. */
DWORD dial(DWORD line, const char *dest, LONG *result);

/* Dials what must come to CONNECTED. */
DWORD connect_to(DWORD line, const char *dest);

/* A request that must succeed. `call_it` names `id`. */
#define must(call_it)                                                                           \
    do {                                                                                        \
        DWORD id = next_request();                                                              \
        LONG returned_ = (call_it);                                                             \
        check(asked(id, returned_) && completed(id) == 0);                                      \
    } while (0)

#define on_one(name, call) must(TSPI(name)(id, calls[call].hd))

void drop(DWORD call);

/* Gives the service of the tests an order, by dialling it. */
void order(DWORD line, const char *what);

/* Ends and closes. */
void finish(DWORD call);

void wide(WCHAR *out, const char *text);

#endif
