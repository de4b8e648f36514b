/* What the application of a fuzzed session can do: `!` and a letter, two numbers, a text. */
#ifndef FUZZ_ACTS_H
#define FUZZ_ACTS_H

void application_acts(const char *order);

/* Gives back its memory. */
void application_ends(void);

#endif
