/* The handshake of the link, version 1. */
#include "handshake.h"

#include <stdio.h>
#include <string.h>

#include "platform.h"
#include "sha256.h"
#include "version.h"

/* Exported by advapi32 under this name only; RtlGenRandom is a name of the header's. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

static void hex(char *out, const unsigned char *bytes, size_t count) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = '\0';
}

static bool is_nonce(const char *text) {
    return strlen(text) == NONCE_DIGITS && strspn(text, "0123456789abcdef") == NONCE_DIGITS;
}

bool handshake_hello(struct handshake *h, struct json_line *line, char *text, size_t size) {
    unsigned char nonce[NONCE_DIGITS / 2];
    if (!SystemFunction036(nonce, sizeof nonce))
        return false;
    hex(h->ours, nonce, sizeof nonce);
    json_begin(line, text, size, "hello");
    json_put_number(line, "proto", 1);
    json_put_text(line, "nonce", h->ours);
    json_put_number(line, "bits", 8 * sizeof(void *));
    json_put_number(line, "pid", GetCurrentProcessId());
    json_put_text(line, "version", VERSION_TEXT);
    return json_end(line);
}

static size_t trimmed(const char **token) {
    static const char space[] = " \t\r\n";
    *token += strspn(*token, space);
    size_t length = strlen(*token);
    while (length > 0 && strchr(space, (*token)[length - 1]) != NULL)
        length--;
    return length;
}

static void proof_of(char out[NONCE_DIGITS + 1], const char *who, const struct handshake *h,
                     const struct settings *s) {
    char bytes[256];
    unsigned char mac[SHA256_SIZE];
    const char *token = s->token;
    size_t key_length = trimmed(&token);
    snprintf(bytes, sizeof bytes, "ctibridge-tapi/1 %s\n%u\n%s\n%s", who, s->port, h->ours, h->theirs);
    hmac_sha256(token, key_length, bytes, strlen(bytes), mac);
    hex(out, mac, sizeof mac);
}

static bool is_proved(const struct handshake *h, const struct settings *s, const char *proof) {
    char right[NONCE_DIGITS + 1];
    proof_of(right, "service", h, s);
    return strlen(proof) == NONCE_DIGITS && same_bytes(proof, right, NONCE_DIGITS);
}

bool handshake_proof(struct handshake *h, const struct settings *s, const struct json *challenge,
                     struct json_line *line, char *text, size_t size) {
    char proof[NONCE_DIGITS + 1];
    const char *nonce = json_text(challenge, "nonce");
    if (json_number(challenge, "proto") != 1 || !is_nonce(nonce))
        return false;
    strcpy(h->theirs, nonce);
    if (!is_proved(h, s, json_text(challenge, "proof")))
        return false;
    proof_of(proof, "tsp", h, s);
    json_begin(line, text, size, "proof");
    json_put_text(line, "proof", proof);
    return json_end(line);
}
