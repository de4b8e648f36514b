/* The harness as an instrument: orders from standard input, times on standard output, for programs to read. */
#ifndef HARNESS_MEASURE_H
#define HARNESS_MEASURE_H

#include "tapisrv.h"

/* Whether it measures. No getter is asked for during callbacks then, which would take time, and its thread memory. */
extern bool measuring;

/* Nanoseconds of the performance counter. */
unsigned long long now_ns(void);

/* A LINE_CALLSTATE comes, a request is completed; the books being locked. */
void measure_state(void);
void measure_completion(void);

/* Until the input ends. */
void measure(void);

#endif
