/* Enters the service at Windows, starts and stops it. All return exit codes (say.h), and say why. */
#ifndef CTIBRIDGE_MANAGE_H
#define CTIBRIDGE_MANAGE_H

int service_install(void);   /* or bring up to date what is there */
int service_uninstall(void); /* stops it first */
int service_start(void);
int service_stop(void); /* and wait until it has stopped; DONE also when it did not run */
int service_status(void);

#endif
