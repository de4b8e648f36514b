/* The books of a fuzzed session. */
#ifndef FUZZ_SESSION_H
#define FUZZ_SESSION_H

#include <stdbool.h>

#include "../../tsp/platform.h"

#define MOST 64
#define FIRST_DEVICE 3
#define FIRST_HT 0x1000

struct its_line {
    HDRVLINE hd;
    bool wanted, open, removed; /* wanted: it is opened when the callback is over */
};

struct its_call {
    HDRVCALL hd;
    struct its_line *line;
    DWORD request; /* that makes it, until its completion */
    bool fresh, idle, closed;
};

extern struct its_line its_lines[MOST];
extern struct its_call its_calls[MOST];
extern DWORD its_line_count, its_call_count;

void broken(const char *rule) __attribute__((noreturn));

/* A number for a request, 0 when there are too many; then what the function returned. */
DWORD begin_request(void);
bool end_request(DWORD id, LONG returned);

void open_it(struct its_line *line);

#endif
