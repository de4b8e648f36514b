/* Writing flat JSON into a buffer of the caller's. */
#include "json.h"

#include <string.h>

static void put(struct json_line *line, const char *bytes, size_t count) {
    if (line->full || count > line->size - line->used) {
        line->full = true;
        return;
    }
    memcpy(line->text + line->used, bytes, count);
    line->used += count;
}

static void put_escaped(struct json_line *line, unsigned char c) {
    static const char hex[] = "0123456789abcdef";
    char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
    put(line, escape, sizeof escape);
}

static void put_string(struct json_line *line, const char *text) {
    put(line, "\"", 1);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            put(line, "\\", 1);
            put(line, text, 1);
        } else if ((unsigned char)*text < 0x20)
            put_escaped(line, (unsigned char)*text);
        else
            put(line, text, 1);
    }
    put(line, "\"", 1);
}

static void put_name(struct json_line *line, const char *name) {
    put(line, line->used == 1 ? "" : ",", line->used != 1);
    put_string(line, name);
    put(line, ":", 1);
}

void json_begin(struct json_line *line, char *text, size_t size, const char *type) {
    *line = (struct json_line){text, size, 0, false};
    put(line, "{", 1);
    json_put_text(line, "type", type);
}

void json_put_text(struct json_line *line, const char *name, const char *utf8) {
    put_name(line, name);
    put_string(line, utf8);
}

void json_put_number(struct json_line *line, const char *name, uint32_t number) {
    char digits[10];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    put_name(line, name);
    put(line, digits + at, sizeof digits - at);
}

bool json_end(struct json_line *line) {
    put(line, "}\n", 2);
    return !line->full;
}
