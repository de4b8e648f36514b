/* Ends of the provider that are not the usual one. */
#ifndef HARNESS_ENDINGS_H
#define HARNESS_ENDINGS_H

/* The telephony service asks for the lines, fails elsewhere, and lets go without providerShutdown. */
void let_go(const char *path);

/* It shuts down while it keeps the provider in a callback; then it starts anew. */
void callback_lasts(void);

#endif
