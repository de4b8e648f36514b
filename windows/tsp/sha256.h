/* SHA-256 and HMAC-SHA256: own code, so that the DLL needs no crypto library inside svchost. */
#ifndef CTIBRIDGE_SHA256_H
#define CTIBRIDGE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

struct sha256 {
    uint32_t h[8];
    uint8_t block[64];
    uint64_t length;
};

void sha256_begin(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *data, size_t length);
void sha256_end(struct sha256 *s, uint8_t digest[SHA256_SIZE]);

void hmac_sha256(const void *key, size_t key_length, const void *data, size_t length, uint8_t mac[SHA256_SIZE]);

/* Takes the same time for every difference, so that a guess learns nothing. */
bool same_bytes(const void *a, const void *b, size_t length);

#endif
