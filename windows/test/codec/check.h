/* What must hold of every line, whoever made it up. */
#ifndef CODEC_CHECK_H
#define CODEC_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* Says what was found, and ends the program so that a fuzzer sees it. */
void stop_at(const char *what, const char *line, size_t length) __attribute__((noreturn));

/* Whether the line is well formed. Then it must come out the same when it is written and read again, and as UTF-16. */
bool check_line(const char *line, size_t length);

/* Any units at all become UTF-8 that is read again. */
void check_units(const char *bytes, size_t length);

#endif
