/* Filling the structures of TAPI to the size the application gave, never past it. */
#ifndef CTIBRIDGE_FILL_H
#define CTIBRIDGE_FILL_H

#include <stdbool.h>

#include "json.h"
#include "platform.h"

/* One field: a number copied, or a text whose Size and Offset follow each other. */
struct fill_field {
    const char *name; /* in the message of the link */
    unsigned short offset;
    bool text;
};

#define FILL_NUMBER(type, member, name) {name, offsetof(type, member), false}
#define FILL_TEXT(type, member, name) {name, offsetof(type, member##Size), true}

/* A structure being filled. `fixed` is a complete copy of its fixed part, written out at the end. */
struct fill {
    BYTE *out;
    BYTE *fixed;
    DWORD total;
    DWORD end; /* of the fixed part, as much of it as this application knows */
    DWORD used;
    DWORD needed;
};

/* `fixed` of `size` bytes is cleared. `oldest` is the fixed part of the first TAPI with this structure: less is
   LINEERR_STRUCTURETOOSMALL, with dwNeededSize told where it fits. */
LONG fill_begin(struct fill *f, void *out, void *fixed, DWORD size, DWORD oldest);

/* Leaves numbers of the fixed part, by their offsets, as TAPI filled them in. */
void fill_keep(struct fill *f, const unsigned short *offsets, size_t count);

/* Copies what the message has of these fields. */
void fill_fields(struct fill *f, const struct fill_field *fields, size_t count, const struct json *message);

/* Adds a text as UTF-16 with its zero; the empty one takes no place. What does not fit whole is left out. */
void fill_text(struct fill *f, unsigned size_offset, const char *utf8);

/* Adds bytes, at a place divisible by four; where they went, NULL when they did not fit. */
void *fill_bytes(struct fill *f, unsigned size_offset, const void *data, DWORD size);

void fill_end(struct fill *f);

#endif
