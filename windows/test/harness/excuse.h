/* When the service is cut off while a scenario is played, the scenario ends where it finds its service gone. Only what it
   expects is excused by that: the rules hold all the same. */
#ifndef HARNESS_EXCUSE_H
#define HARNESS_EXCUSE_H

#include <stdbool.h>

#include "../../tsp/platform.h"

/* The service will be cut off. */
extern bool cutting;

/* Losses that the scenario itself brings about. */
extern DWORD losses_allowed;

/* How often a scenario does a thing; less when it is played again and again. */
int times(int many, int when_cutting);

/* Plays to its end, or to where the service is missed. */
void until_lost(void (*play)(DWORD argument), DWORD argument);

/* Leaves what until_lost plays: when the loss was told; or, as something has failed, when it is about to be told. */
void leave_when_lost(void);
void leave_if_lost(void);

#endif
