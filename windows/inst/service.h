/* The side of the service that Windows' service control manager (SCM) sees. */
#ifndef CTIBRIDGE_SERVICE_H
#define CTIBRIDGE_SERVICE_H

#define SERVICE L"ctibridge"

/* Is called by a process that the SCM started; returns an exit code (say.h) when the service has ended. */
int service_run(void);

#endif
