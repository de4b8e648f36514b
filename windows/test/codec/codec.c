/* codec SEED ROUNDS: throws lines at the codec, half of them well formed with hostile values, half of them damaged.
   Sanitizers watch; what was read must come out the same when it is written and read again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tsp/json.h"
#include "../../tsp/sha256.h"
#include "check.h"

static uint64_t state;

static uint32_t chance(uint32_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static size_t put_piece(char *out) {
    static const char *const pieces[] = {
        "\\u0041", "\\ud83d\\ude00", "\\ud83d", "\\ude00", "\\u0000", "\\\"", "\\\\", "\\/", "\\n", "\\x", "\\u12",
        "\xF0\x9F\x98\x80", "\xC3\xB6", "\xC0\x80", "\xED\xA0\x80", "\xEF\xBF\xBD", "\xFF", "a", "{", "}", ",", "\x01",
        "\xF4\x90\x80\x80", "\xEF", "\xE2\x82",
    };
    const char *piece = pieces[chance(sizeof pieces / sizeof *pieces)];
    strcpy(out, piece);
    return strlen(piece);
}

static size_t put_value(char *out) {
    static const char *const numbers[] = {"0", "1", "4294967295", "4294967296", "-1", "01", "1e5", "1.0", "true", ""};
    if (chance(2) == 0)
        return (size_t)sprintf(out, "%s", numbers[chance(chance(4) == 0 ? 10 : 3)]);
    size_t used = 0;
    out[used++] = '"';
    for (uint32_t i = chance(chance(20) == 0 ? 300 : 6); i > 0; i--)
        used += chance(8) == 0 ? put_piece(out + used) : (out[used] = (char)('a' + chance(26)), 1);
    out[used++] = '"';
    return used;
}

static size_t make(char *out) {
    size_t used = 0;
    out[used++] = '{';
    uint32_t count = chance(chance(30) == 0 ? 70 : 8);
    for (uint32_t i = 0; i < count; i++) {
        used += (size_t)sprintf(out + used, "%s\"k%u%s\":", i == 0 ? "" : ",", i, chance(50) == 0 ? "K" : "");
        used += put_value(out + used);
        if (chance(10) == 0)
            out[used++] = " \t\r"[chance(3)];
    }
    out[used++] = '}';
    return used;
}

static size_t damage(char *line, size_t length) {
    for (uint32_t i = chance(4); i > 0 && length > 0; i--) {
        uint32_t at = chance((uint32_t)length);
        switch (chance(3)) {
        case 0: line[at] = (char)chance(256); break;
        case 1: length = at; break;
        default: memmove(line + at, line + at + 1, length - at - 1), length--;
        }
    }
    return length;
}

static bool one_round(void) {
    static char line[JSON_LINE * 2];
    size_t length = make(line);
    if (chance(2) == 0)
        length = damage(line, length);
    return check_line(line, length);
}

static void check_hash(void) {
    static const char proof_text[] =
        "ctibridge-tapi/1 tsp\n7222\n00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
        "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";
    static const uint8_t start[] = {0xec, 0xa8, 0x61, 0x0d, 0x60, 0xaf, 0x6f, 0xbf}; /* of the page of the link */
    uint8_t mac[SHA256_SIZE];
    hmac_sha256("kW3nXq8vR2mZ5tYb7sLd0pGh4jCf6uAe", 32, proof_text, sizeof proof_text - 1, mac);
    if (!same_bytes(mac, start, sizeof start))
        stop_at("the proof is wrong", proof_text, sizeof proof_text);
}

int main(int count, char **arguments) {
    if (count != 3)
        return 2;
    state = strtoull(arguments[1], NULL, 10);
    unsigned rounds = (unsigned)strtoul(arguments[2], NULL, 10), good = 0;
    check_hash();
    for (unsigned i = 0; i < rounds; i++)
        good += (unsigned)one_round();
    printf("%u rounds, %u of them well formed\n", rounds, good);
    return good == 0;
}
