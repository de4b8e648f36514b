/* The platform of a fuzzed session: nothing happens by itself. */
#ifndef FUZZ_ALONE_H
#define FUZZ_ALONE_H

#include <stdbool.h>

#include "../../tsp/platform.h"

void alone_pass(DWORD ms);

/* Runs what the provider started as its thread. */
void alone_run_reader(void);

bool alone_is_locked(void);

#endif
