/* socket.h on a text. The service of the handshake is honest: nobody guesses a proof. */
#include "wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tsp/sha256.h"
#include "alone.h"

#define THEIRS "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define ORDER 400

jmp_buf wire_end;

static const char *at, *end;
static bool is_connected, is_stalled, is_cut, line_begins;
static char nonce[65];
static bool challenged;

/* The numbers that the provider gave in this session. */
static struct numbers {
    unsigned long number[10];
    unsigned count;
} ids, calls;

void wire_begin(const char *text, size_t size) {
    at = text;
    end = text + size;
    ids = calls = (struct numbers){{0}, 0};
    is_connected = false;
    line_begins = true;
}

void wire_stall(bool stalled) {
    is_stalled = stalled;
}

void wire_cut(void) {
    is_cut = true;
}

bool socket_prepare(void) {
    return true;
}

void socket_release(void) {
}

bool socket_connect(unsigned port) {
    (void)port;
    is_connected = at < end;
    is_stalled = is_cut = challenged = false;
    nonce[0] = '\0';
    line_begins = true;
    return is_connected;
}

void socket_close(void) {
    is_connected = false;
}

void socket_wait(unsigned ms) {
    if (!is_connected && at == end)
        longjmp(wire_end, 1);
    alone_pass(ms);
    application_is_free();
}

void socket_wake(void) {
}

static int number_at(char *out, size_t size) {
    const struct numbers *numbers = *at == '@' ? &ids : &calls;
    if ((*at != '@' && *at != '#') || end - at < 2 || at[1] < '0' || at[1] > '9' || size < 12)
        return 0;
    at += 2;
    return sprintf(out, "%lu", numbers->number[at[-1] - '0']);
}

static int take_line(char *out, size_t size) {
    size_t used = 0;
    line_begins = false;
    while (at < end && used < size && !line_begins) {
        int digits = number_at(out + used, size - used);
        used += (size_t)digits;
        if (digits > 0)
            continue;
        line_begins = *at == '\n';
        out[used++] = *at++;
    }
    return (int)used;
}

static void take_order(void) {
    char order[ORDER];
    size_t length = 0;
    for (; at < end && *at != '\n'; at++)
        if (length < sizeof order - 1)
            order[length++] = *at;
    order[length] = '\0';
    at += at < end;
    application_acts(order);
}

static int challenge(char *out, size_t size) {
    char text[300], hex[2 * SHA256_SIZE + 1];
    unsigned char mac[SHA256_SIZE];
    snprintf(text, sizeof text, "ctibridge-tapi/1 service\n7222\n%s\n%s", nonce, THEIRS);
    hmac_sha256(FUZZ_TOKEN, strlen(FUZZ_TOKEN), text, strlen(text), mac);
    for (int i = 0; i < SHA256_SIZE; i++)
        sprintf(hex + 2 * i, "%02x", mac[i]);
    challenged = true;
    return snprintf(out, size, "{\"type\":\"challenge\",\"proto\":1,\"nonce\":\"%s\",\"proof\":\"%s\"}\n", THEIRS, hex);
}

/* `!raw` at its beginning: the connection has no honest service. */
static bool is_raw(void) {
    return end - at >= 4 && memcmp(at, "!raw", 4) == 0;
}

int socket_read(char *buffer, size_t size) {
    application_is_free();
    if (is_cut || at == end)
        return -1;
    if (!challenged && !is_raw())
        return nonce[0] == '\0' ? -1 : challenge(buffer, size);
    challenged = true;
    if (!line_begins || *at != '!')
        return take_line(buffer, size);
    take_order();
    return is_cut ? -1 : 0;
}

static void note(const char *text, const char *name, struct numbers *numbers) {
    const char *found = strstr(text, name);
    if (found != NULL && numbers->count < 10)
        numbers->number[numbers->count++] = strtoul(found + strlen(name), NULL, 10);
}

static void note_line(const char *text) {
    const char *found = strstr(text, "\"nonce\":\"");
    if (found != NULL)
        sscanf(found + 9, "%64[0-9a-f]", nonce);
    if (strstr(text, "\"type\":\"req\"") == NULL)
        return;
    note(text, "\"id\":", &ids);
    note(text, "\"new\":", &calls);
    note(text, "\"new2\":", &calls);
}

int socket_write(const char *bytes, size_t count) {
    if (is_stalled || count == 0)
        return 0;
    for (size_t start = 0; start < count;) {
        const char *newline = memchr(bytes + start, '\n', count - start);
        char *line = strndup(bytes + start, newline != NULL ? (size_t)(newline - bytes) - start : count - start);
        note_line(line);
        start += strlen(line) + 1;
        free(line);
    }
    return (int)count;
}
