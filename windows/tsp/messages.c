/* The messages as a table: where each may stand, what it must have, who takes it. */
#include "messages.h"

#include <string.h>

#include "call_messages.h"
#include "line_messages.h"
#include "outbox.h"
#include "requests.h"

struct known {
    const char *type;
    unsigned phases;
    const char *numbers[3];
    const char *texts[2];
    bool (*take)(struct conversation *c, const struct json *message);
};

static bool take_welcome(struct conversation *c, const struct json *m) {
    cache_keep_welcome(m);
    c->phase = LISTING;
    return json_number(m, "proto") == 1;
}

static bool take_bye(struct conversation *c, const struct json *m) {
    c->bye = json_number(m, "code");
    return false;
}

static bool take_ping(struct conversation *c, const struct json *m) {
    char text[64];
    struct json_line line;
    json_begin(&line, text, sizeof text, "pong");
    json_put_number(&line, "n", json_number(m, "n"));
    return c->phase != 0 && json_end(&line) && outbox_send(&line);
}

static bool take_caps(struct conversation *c, const struct json *m) {
    return c->phase != 0 && cache_keep_caps(m);
}

static bool take_ready(struct conversation *c, const struct json *m) {
    (void)m;
    c->phase = READY;
    lines_listed();
    return true;
}

static bool take_res(struct conversation *c, const struct json *m) {
    request_answered(m);
    return c->phase != 0;
}

static const struct known known[] = {
    {"challenge", CHALLENGE, {"proto"}, {"nonce", "proof"}, NULL},
    {"welcome", WELCOME, {"proto"}, {NULL}, take_welcome},
    {"bye", CHALLENGE | WELCOME | LISTING | READY, {"code"}, {NULL}, take_bye},
    {"ping", LISTING | READY, {NULL}, {NULL}, take_ping},
    {"caps", LISTING | READY, {"class"}, {NULL}, take_caps},
    {"line", LISTING | READY, {"line", "class"}, {NULL}, take_line},
    {"ready", LISTING, {NULL}, {NULL}, take_ready},
    {"opened", READY, {"line"}, {NULL}, take_opened},
    {"remove", READY, {"line"}, {NULL}, take_remove},
    {"feature", READY, {"line", "feature"}, {NULL}, take_feature},
    {"newcall", READY, {"line", "call", "state"}, {NULL}, take_newcall},
    {"call", READY, {"line", "call", "state"}, {NULL}, take_call},
    {"res", READY, {"id"}, {NULL}, take_res},
};

static const struct known *find(const struct json *message) {
    const char *type = json_text(message, "type");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].type, type) == 0)
            return &known[i];
    return NULL;
}

static bool is_whole(const struct known *k, const struct json *message) {
    for (int i = 0; i < 3 && k->numbers[i] != NULL; i++)
        if (!json_has_number(message, k->numbers[i]))
            return false;
    for (int i = 0; i < 2 && k->texts[i] != NULL; i++)
        if (!json_has_text(message, k->texts[i]))
            return false;
    return true;
}

bool message_is_proper(const struct conversation *c, const struct json *message) {
    const struct known *k = find(message);
    if (k == NULL)
        return json_has_text(message, "type");
    return (k->phases & c->phase) != 0 && is_whole(k, message);
}

bool message_take(struct conversation *c, const struct json *message) {
    const struct known *k = find(message);
    return k == NULL || k->take == NULL || k->take(c, message);
}
