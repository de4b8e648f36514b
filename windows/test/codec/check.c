/* Lines are copied to memory of exactly their size, so that sanitizers see a byte too far. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tsp/json.h"
#include "../../tsp/utf.h"

void stop_at(const char *what, const char *line, size_t length) {
    printf("%s: %.*s\n", what, (int)length, line);
    fflush(stdout);
    abort();
}

static void write_again(struct json_line *line, const struct json *object) {
    line->used = 1; /* without the type */
    for (unsigned i = 0; i < object->count; i++) {
        const struct json_field *f = &object->field[i];
        if (f->text != NULL)
            json_put_text(line, f->name, f->text);
        else
            json_put_number(line, f->name, f->number);
    }
}

static void check_same(const struct json *object) {
    static char text[JSON_LINE * 16];
    static struct json_field fields[JSON_FIELDS];
    struct json_line line;
    struct json again;
    json_begin(&line, text, sizeof text, "x");
    write_again(&line, object);
    if (!json_end(&line) || !json_parse(&again, fields, text, line.used - 1) || again.count != object->count)
        stop_at("written, but not read again", text, line.used);
    for (unsigned i = 0; i < object->count; i++)
        if (strcmp(json_text(&again, object->field[i].name), json_text(object, object->field[i].name)) != 0 ||
            json_number(&again, object->field[i].name) != object->field[i].number)
            stop_at("changed", text, line.used);
}

/* All sizes that cut it short, too. */
static void check_wide(const char *text) {
    uint16_t wide[JSON_UNITS + 1];
    char back[JSON_UNITS * 3 + 4];
    size_t needed = utf16_from_utf8(wide, JSON_UNITS + 1, text);
    utf8_from_utf16(back, sizeof back, wide, JSON_UNITS + 1);
    if (needed != utf8_units(text) + 1 || strcmp(back, text) != 0)
        stop_at("not the same as UTF-16", text, strlen(text));
    for (size_t size = 0; size <= 5; size++)
        utf16_from_utf8(wide, size, text);
}

static void check_kept(const struct json *object) {
    struct json *kept = json_keep(object);
    check_same(kept);
    for (unsigned i = 0; i < kept->count; i++)
        check_wide(json_text(kept, kept->field[i].name));
    free(kept);
}

bool check_line(const char *line, size_t length) {
    struct json_field fields[JSON_FIELDS];
    struct json object;
    char *exact = malloc(length + 1);
    memcpy(exact, line, length);
    bool good = json_parse(&object, fields, exact, length);
    if (good)
        check_kept(&object);
    free(exact);
    return good;
}

void check_units(const char *bytes, size_t length) {
    size_t count = length / sizeof(uint16_t);
    uint16_t *units = malloc(count * sizeof *units + 1);
    memcpy(units, bytes, count * sizeof *units);
    for (size_t size = 1; size <= count * 3 + 1; size += 1 + size / 2) {
        char *text = malloc(size);
        utf8_from_utf16(text, size, units, count);
        if (utf8_units(text) == UTF_BROKEN)
            stop_at("not UTF-8", text, strlen(text));
        free(text);
    }
    free(units);
}
