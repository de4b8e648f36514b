/* What an answer gives besides its result. The lock being held. */
#ifndef CTIBRIDGE_ANSWERS_H
#define CTIBRIDGE_ANSWERS_H

#include "requests.h"

/* Writes into the application's memory what `res` says. */
void answer_write(const struct request *request, const struct json *res);

/* LINE_GENERATE, which stands for a completion. */
void answer_digits(const struct request *request, LONG result);

/* The head of the structure of lineDevSpecificFeature; a text may follow. */
struct feature_state {
    DWORD action;
    DWORD active;
};

#endif
