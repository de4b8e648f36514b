/* Structures of every size, with guards behind them. */
#ifndef HARNESS_SWEEP_H
#define HARNESS_SWEEP_H

#include "tapisrv.h"

void sweep_line(DWORD line);
void sweep_call(DWORD call);

#endif
