/* Flat JSON objects, one a line: keys with a string or an integer, as docs/reference/tapi-link.md has them.
   Knows no message and no call. */
#ifndef CTIBRIDGE_JSON_H
#define CTIBRIDGE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The limits of the link; what exceeds them is refused, so that parsing needs no memory of its own. */
#define JSON_FIELDS 64
#define JSON_KEY 32
#define JSON_UNITS 256 /* of UTF-16, in one string */
#define JSON_LINE 16384

struct json_field {
    const char *name;
    const char *text; /* NULL for a number; otherwise UTF-8, ended by a zero, without zeros inside */
    uint32_t number;
};

struct json {
    struct json_field *field;
    unsigned count;
};

/* Parses `line` in place into `field`, which holds JSON_FIELDS: names and texts point into the line.
   False when it is not one flat object. */
bool json_parse(struct json *object, struct json_field *field, char *line, size_t length);

/* A copy that lives on its own, for the cache; NULL without memory. free() ends it. */
struct json *json_keep(const struct json *object);

/* The text of a field, "" when it is absent or a number. */
const char *json_text(const struct json *object, const char *name);

/* The number of a field, 0 when it is absent or a text. */
uint32_t json_number(const struct json *object, const char *name);

bool json_has_text(const struct json *object, const char *name);
bool json_has_number(const struct json *object, const char *name);

/* A line being written; what does not fit sets `full` and is left out. */
struct json_line {
    char *text;
    size_t size;
    size_t used;
    bool full;
};

/* Starts {"type":... of a message. */
void json_begin(struct json_line *line, char *text, size_t size, const char *type);
void json_put_number(struct json_line *line, const char *name, uint32_t number);
void json_put_text(struct json_line *line, const char *name, const char *utf8);
/* Ends the object and the line; false when something did not fit. */
bool json_end(struct json_line *line);

#endif
