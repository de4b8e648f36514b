/* The list of requests that wait. The lock being held. */
#ifndef CTIBRIDGE_REQUESTS_WAITING_H
#define CTIBRIDGE_REQUESTS_WAITING_H

#include "requests.h"

/* NULL without memory, or when too many wait. */
struct request *request_new(DRV_REQUESTID id, DWORD line);

void request_wait(struct request *request);

#endif
