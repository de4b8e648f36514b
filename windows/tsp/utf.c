/* Conversion between UTF-8 and UTF-16. */
#include "utf.h"

#include <string.h>

size_t utf8_put(char *out, uint32_t point) {
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const uint8_t lead[] = {0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead[more] | point >> (6 * more));
    for (size_t i = 1; i <= more; i++)
        out[i] = (char)(0x80 | (point >> (6 * (more - i)) & 0x3F));
    return more + 1;
}

/* How many bytes follow a first byte, -1 when none may. */
static int following(uint8_t first) {
    if (first < 0x80)
        return 0;
    if (first >= 0xC2 && first < 0xE0)
        return 1;
    if (first >= 0xE0 && first < 0xF0)
        return 2;
    return first >= 0xF0 && first < 0xF5 ? 3 : -1;
}

static uint32_t checked(uint32_t point, int more) {
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (point < least[more] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return UTF_REPLACEMENT;
    return point;
}

static uint32_t take_utf8(const char **text) {
    uint8_t first = (uint8_t)*(*text)++;
    int more = following(first);
    if (more <= 0)
        return more == 0 ? first : UTF_REPLACEMENT;
    uint32_t point = first & (0x3Fu >> more);
    for (int i = 0; i < more; i++) {
        if (((uint8_t)**text & 0xC0) != 0x80)
            return UTF_REPLACEMENT;
        point = point << 6 | ((uint8_t)*(*text)++ & 0x3F);
    }
    return checked(point, more);
}

size_t utf8_units(const char *text) {
    size_t units = 0;
    while (*text != '\0') {
        const char *start = text;
        uint32_t point = take_utf8(&text);
        if (point == UTF_REPLACEMENT && (text - start != 3 || memcmp(start, "\xEF\xBF\xBD", 3) != 0))
            return UTF_BROKEN;
        units += point < 0x10000 ? 1 : 2;
    }
    return units;
}

static size_t put_utf16(uint16_t *out, uint32_t point) {
    if (point < 0x10000) {
        out[0] = (uint16_t)point;
        return 1;
    }
    out[0] = (uint16_t)(0xD800 + ((point - 0x10000) >> 10));
    out[1] = (uint16_t)(0xDC00 + ((point - 0x10000) & 0x3FF));
    return 2;
}

size_t utf16_from_utf8(uint16_t *out, size_t size, const char *text) {
    size_t needed = 1, used = 0;
    while (*text != '\0') {
        uint16_t units[2];
        size_t count = put_utf16(units, take_utf8(&text));
        if (used + 1 == needed && used + count < size) {
            for (size_t i = 0; i < count; i++)
                out[used++] = units[i];
        }
        needed += count;
    }
    if (size > 0)
        out[used] = 0;
    return needed;
}

static uint32_t take_utf16(const uint16_t **text, const uint16_t *end) {
    uint32_t unit = *(*text)++;
    if (unit < 0xD800 || unit > 0xDFFF)
        return unit;
    if (unit > 0xDBFF || *text == end || **text < 0xDC00 || **text > 0xDFFF)
        return UTF_REPLACEMENT;
    return 0x10000 + ((unit - 0xD800) << 10) + (*(*text)++ - 0xDC00u);
}

void utf8_from_utf16(char *out, size_t size, const uint16_t *text, size_t limit) {
    const uint16_t *end = text != NULL ? text + limit : NULL;
    size_t used = 0;
    while (text != end && *text != 0) {
        char bytes[4];
        size_t count = utf8_put(bytes, take_utf16(&text, end));
        if (used + count >= size)
            break;
        for (size_t i = 0; i < count; i++)
            out[used++] = bytes[i];
    }
    out[used] = '\0';
}
