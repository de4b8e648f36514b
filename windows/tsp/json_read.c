/* Reading flat JSON. In place: a decoded text is never longer than its source, so nothing is allocated. */
#include "json.h"

#include <string.h>

#include "utf.h"

struct reader {
    char *at;
    char *end;
};

static char peek(const struct reader *r) {
    return r->at < r->end ? *r->at : '\0';
}

static void skip_space(struct reader *r) {
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\r'))
        r->at++;
}

static bool take(struct reader *r, char wanted) {
    skip_space(r);
    if (peek(r) != wanted)
        return false;
    r->at++;
    return true;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four hexadecimal digits, or -1. */
static int32_t take_hex(struct reader *r) {
    int32_t value = 0;
    if (r->end - r->at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(*r->at++);
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* The second half of a surrogate pair; 0 when it does not stand there. */
static uint32_t take_low_half(struct reader *r, uint32_t high) {
    if (r->end - r->at < 6 || r->at[0] != '\\' || r->at[1] != 'u')
        return 0;
    r->at += 2;
    int32_t low = take_hex(r);
    if (low < 0xDC00 || low > 0xDFFF)
        return 0;
    return 0x10000 + ((high - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
}

static bool take_unicode(struct reader *r, char **out) {
    int32_t unit = take_hex(r);
    if (unit <= 0 || (unit >= 0xDC00 && unit <= 0xDFFF))
        return false;
    uint32_t point = (uint32_t)unit;
    if (unit >= 0xD800 && unit <= 0xDBFF)
        point = take_low_half(r, point);
    *out += point != 0 ? utf8_put(*out, point) : 0;
    return point != 0;
}

static bool take_escape(struct reader *r, char **out) {
    static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    char c = peek(r);
    const char *found = c != '\0' ? strchr(names, c) : NULL;
    if (r->at < r->end)
        r->at++;
    if (c == 'u')
        return take_unicode(r, out);
    if (found == NULL)
        return false;
    *(*out)++ = meant[found - names];
    return true;
}

/* A string, decoded over itself; NULL when it is broken. Its closing quote's place takes the zero. */
static char *take_string(struct reader *r) {
    if (!take(r, '"'))
        return NULL;
    char *start = r->at, *out = r->at;
    while (r->at < r->end && *r->at != '"') {
        char c = *r->at++;
        if ((unsigned char)c < 0x20) /* a zero among them: C strings end there */
            return NULL;
        if (c != '\\')
            *out++ = c;
        else if (!take_escape(r, &out))
            return NULL;
    }
    if (r->at == r->end)
        return NULL;
    r->at++;
    *out = '\0';
    return start;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Without sign, leading zero, fraction or exponent: what follows it must end it, or the object is broken. */
static bool take_number(struct reader *r, uint32_t *number) {
    uint64_t value = 0;
    const char *start = r->at;
    while (is_digit(peek(r)) && value <= UINT32_MAX)
        value = value * 10 + (uint64_t)(*r->at++ - '0');
    *number = (uint32_t)value;
    return r->at != start && value <= UINT32_MAX && (*start != '0' || r->at == start + 1);
}

static bool take_value(struct reader *r, struct json_field *field) {
    skip_space(r);
    field->number = 0;
    field->text = NULL;
    if (peek(r) != '"')
        return take_number(r, &field->number);
    field->text = take_string(r);
    return field->text != NULL && utf8_units(field->text) <= JSON_UNITS;
}

static bool is_key(const char *name) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    size_t length = strlen(name);
    return length >= 1 && length <= JSON_KEY && strspn(name, allowed) == length;
}

static bool is_new(const struct json *object, const char *name) {
    for (unsigned i = 0; i < object->count; i++)
        if (strcmp(object->field[i].name, name) == 0)
            return false;
    return true;
}

static bool take_field(struct reader *r, struct json *object) {
    if (object->count == JSON_FIELDS)
        return false;
    struct json_field *field = &object->field[object->count];
    field->name = take_string(r);
    if (field->name == NULL || !is_key(field->name) || !is_new(object, field->name))
        return false;
    object->count++;
    return take(r, ':') && take_value(r, field);
}

bool json_parse(struct json *object, struct json_field *field, char *line, size_t length) {
    struct reader r = {line, line + length};
    *object = (struct json){field, 0};
    if (!take(&r, '{'))
        return false;
    if (!take(&r, '}')) {
        do {
            if (!take_field(&r, object))
                return false;
        } while (take(&r, ','));
        if (!take(&r, '}'))
            return false;
    }
    skip_space(&r);
    return r.at == r.end;
}
