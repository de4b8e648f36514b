/* Who is there: each side proves that it knows the token, the service first. */
#ifndef CTIBRIDGE_HANDSHAKE_H
#define CTIBRIDGE_HANDSHAKE_H

#include "json.h"
#include "settings.h"

#define NONCE_DIGITS 64

struct handshake {
    char ours[NONCE_DIGITS + 1];
    char theirs[NONCE_DIGITS + 1];
};

/* Writes `hello` with a fresh nonce; false when there is no randomness. */
bool handshake_hello(struct handshake *h, struct json_line *line, char *text, size_t size);

/* Judges `challenge` and writes `proof`; false when the service does not know the token. */
bool handshake_proof(struct handshake *h, const struct settings *s, const struct json *challenge,
                     struct json_line *line, char *text, size_t size);

#endif
