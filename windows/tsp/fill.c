/* Structures of TAPI: a fixed part, then texts and lists, as far as the application left room. */
#include "fill.h"

#include <stdlib.h>
#include <string.h>

#include "utf.h"

/* What all these structures begin with. */
struct head {
    DWORD total, needed, used;
};

LONG fill_begin(struct fill *f, void *out, void *fixed, DWORD size, DWORD oldest) {
    struct head *head = out;
    if (out == NULL)
        return LINEERR_INVALPOINTER;
    if (head->total < sizeof *head)
        return LINEERR_STRUCTURETOOSMALL;
    head->needed = size;
    head->used = sizeof *head;
    if (head->total < oldest)
        return LINEERR_STRUCTURETOOSMALL;
    /* Applications of an older TAPI know a shorter fixed part and expect the texts anywhere behind it. */
    DWORD end = head->total < size ? oldest : size;
    *f = (struct fill){out, fixed, head->total, end, end, size};
    memset(fixed, 0, size);
    return 0;
}

static void set_dword(struct fill *f, unsigned offset, DWORD value) {
    memcpy(f->fixed + offset, &value, sizeof value);
}

void fill_keep(struct fill *f, const unsigned short *offsets, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (offsets[i] + sizeof(DWORD) <= f->end)
            memcpy(f->fixed + offsets[i], f->out + offsets[i], sizeof(DWORD));
}

/* Room for a variable part; NULL when it does not fit. What is needed counts either way. */
static void *reserve(struct fill *f, unsigned size_offset, DWORD size, DWORD align) {
    DWORD at = (f->used + align - 1) / align * align;
    f->needed = (f->needed + align - 1) / align * align + size;
    if (at > f->total || size > f->total - at)
        return NULL;
    memset(f->out + f->used, 0, at - f->used);
    set_dword(f, size_offset, size);
    set_dword(f, size_offset + sizeof(DWORD), at);
    f->used = at + size;
    return f->out + at;
}

void *fill_bytes(struct fill *f, unsigned size_offset, const void *data, DWORD size) {
    if (size == 0)
        return NULL;
    void *place = reserve(f, size_offset, size, sizeof(DWORD));
    if (place != NULL)
        memcpy(place, data, size);
    return place;
}

void fill_text(struct fill *f, unsigned size_offset, const char *utf8) {
    if (*utf8 == '\0')
        return;
    size_t units = utf16_from_utf8(NULL, 0, utf8);
    uint16_t *place = reserve(f, size_offset, (DWORD)(units * sizeof *place), sizeof(DWORD));
    if (place != NULL)
        utf16_from_utf8(place, units, utf8);
}

void fill_fields(struct fill *f, const struct fill_field *fields, size_t count, const struct json *message) {
    for (size_t i = 0; i < count; i++) {
        if (fields[i].text)
            fill_text(f, fields[i].offset, json_text(message, fields[i].name));
        else
            set_dword(f, fields[i].offset, json_number(message, fields[i].name));
    }
}

void fill_end(struct fill *f) {
    struct head head = {f->total, f->needed, f->used};
    memcpy(f->fixed, &head, sizeof head);
    memcpy(f->out, f->fixed, f->end);
}
