/* What a person at the command line is told, and the exit codes that installers look at. */
#ifndef CTIBRIDGE_SAY_H
#define CTIBRIDGE_SAY_H

#include <wchar.h>

enum exit_code {
    DONE = 0,
    WRONG_USE = 1,   /* of the command line */
    NO_TAPI = 2,     /* this Windows has no telephony, or lacks the functions */
    REFUSED = 3,     /* the telephony service said no */
    NOT_THERE = 4,   /* `list NAME`: the provider is not registered */
    NO_FILE = 5,     /* a file is missing, or cannot be written */
    NOT_ALLOWED = 6, /* needs an administrator */
    FAILED = 7
};

void say(const wchar_t *format, ...);     /* standard output */
void say_wrong(const wchar_t *format, ...); /* standard error, with the text of the last Windows error if there is one */

#endif
