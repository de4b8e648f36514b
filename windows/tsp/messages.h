/* What the service says: into the cache, and what is to be told of it into the queue of events. */
#ifndef CTIBRIDGE_MESSAGES_H
#define CTIBRIDGE_MESSAGES_H

#include <stdbool.h>

#include "json.h"

enum phase { CHALLENGE = 1, WELCOME = 2, LISTING = 4, READY = 8 };

/* What a connection is at; the messages move it on. */
struct conversation {
    enum phase phase;
    unsigned bye; /* its code, when the service said it */
};

/* Takes one message, the lock being held; false when it breaks the protocol. The handshake's own are not among them. */
bool message_take(struct conversation *c, const struct json *message);

/* False when a known message lacks what it must have, or stands where it may not. */
bool message_is_proper(const struct conversation *c, const struct json *message);

#endif
