/* UTF-8 of the link, UTF-16 of TAPI. Own code: it must be the same, and bounded, in every build. */
#ifndef CTIBRIDGE_UTF_H
#define CTIBRIDGE_UTF_H

#include <stddef.h>
#include <stdint.h>

#define UTF_REPLACEMENT 0xFFFDu

/* Writes one code point as UTF-8; the number of bytes, 1 to 4. */
size_t utf8_put(char *out, uint32_t point);

#define UTF_BROKEN ((size_t)-1)

/* How many UTF-16 units a text has, UTF_BROKEN when it is not UTF-8. */
size_t utf8_units(const char *text);

/* Writes UTF-8 as UTF-16 with its closing zero into `size` units; what is too long ends at a whole character.
   Broken bytes become U+FFFD. Returns the units needed, closing zero counted; `out` may be NULL with size 0. */
size_t utf16_from_utf8(uint16_t *out, size_t size, const char *text);

/* Writes UTF-16, at most `limit` units and up to a zero, as UTF-8 with its closing zero into `size` bytes.
   What is too long ends at a whole character. NULL counts as empty. */
void utf8_from_utf16(char *out, size_t size, const uint16_t *text, size_t limit);

#endif
