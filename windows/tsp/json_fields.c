/* Looking up the fields of a parsed object, and keeping one. */
#include <stdlib.h>
#include <string.h>

#include "json.h"

static const struct json_field *find(const struct json *object, const char *name) {
    for (unsigned i = 0; i < object->count; i++)
        if (strcmp(object->field[i].name, name) == 0)
            return &object->field[i];
    return NULL;
}

bool json_has_text(const struct json *object, const char *name) {
    const struct json_field *field = find(object, name);
    return field != NULL && field->text != NULL;
}

bool json_has_number(const struct json *object, const char *name) {
    const struct json_field *field = find(object, name);
    return field != NULL && field->text == NULL;
}

const char *json_text(const struct json *object, const char *name) {
    const struct json_field *field = find(object, name);
    return field != NULL && field->text != NULL ? field->text : "";
}

uint32_t json_number(const struct json *object, const char *name) {
    const struct json_field *field = find(object, name);
    return field != NULL ? field->number : 0;
}

static size_t kept_size(const struct json *object) {
    size_t size = sizeof *object + object->count * sizeof *object->field;
    for (unsigned i = 0; i < object->count; i++) {
        const struct json_field *field = &object->field[i];
        size += strlen(field->name) + 1 + (field->text != NULL ? strlen(field->text) + 1 : 0);
    }
    return size;
}

static const char *append(char **end, const char *text) {
    char *start = *end;
    size_t size = strlen(text) + 1;
    memcpy(start, text, size);
    *end += size;
    return start;
}

struct json *json_keep(const struct json *object) {
    struct json *copy = malloc(kept_size(object));
    if (copy == NULL)
        return NULL;
    copy->field = (struct json_field *)(copy + 1);
    copy->count = object->count;
    char *end = (char *)(copy->field + copy->count);
    for (unsigned i = 0; i < copy->count; i++) {
        const struct json_field *field = &object->field[i];
        const char *text = field->text != NULL ? append(&end, field->text) : NULL;
        copy->field[i] = (struct json_field){append(&end, field->name), text, field->number};
    }
    return copy;
}
