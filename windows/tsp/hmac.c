/* HMAC-SHA256, RFC 2104. */
#include <string.h>

#include "sha256.h"

static void start(struct sha256 *s, const uint8_t key[64], uint8_t pad) {
    uint8_t block[64];
    for (int i = 0; i < 64; i++)
        block[i] = key[i] ^ pad;
    sha256_begin(s);
    sha256_add(s, block, sizeof block);
}

static void short_key(uint8_t block[64], const void *key, size_t length) {
    struct sha256 s;
    memset(block, 0, 64);
    if (length <= 64) {
        memcpy(block, key, length);
        return;
    }
    sha256_begin(&s);
    sha256_add(&s, key, length);
    sha256_end(&s, block);
}

void hmac_sha256(const void *key, size_t key_length, const void *data, size_t length, uint8_t mac[SHA256_SIZE]) {
    struct sha256 s;
    uint8_t block[64], inner[SHA256_SIZE];
    short_key(block, key, key_length);
    start(&s, block, 0x36);
    sha256_add(&s, data, length);
    sha256_end(&s, inner);
    start(&s, block, 0x5c);
    sha256_add(&s, inner, sizeof inner);
    sha256_end(&s, mac);
}

bool same_bytes(const void *a, const void *b, size_t length) {
    const uint8_t *x = a, *y = b;
    uint8_t difference = 0;
    for (size_t i = 0; i < length; i++)
        difference |= x[i] ^ y[i];
    return difference == 0;
}
