/* Orders, each answered by lines of which the last is the order's name:
   `start`                    `started LINES NS`: until all lines were there with what they can do
   `clock`                    `at NS`: what the performance counter says
   `open COUNT`               opens the first lines
   `call LINE NUMBER COUNT`   makes calls one after the other, and ends them: `took NS RESULT` of each
   `listen COUNT`             `listening` at once, then `at NS` of so many LINE_CALLSTATE
   `echo PORT OUT IN COUNT`   without the provider: bytes to a port, and bytes back, `took NS 0` of each */
#include "measure.h"

#include <stdio.h>
#include <string.h>

#include "phone.h"

#define DEVICE_BASE 3
#define MOST_TIMES 65536
#define PATIENCE_MS 30000

bool measuring;

static unsigned long long samples[MOST_TIMES], completed_at;
static DWORD time_count;

unsigned long long now_ns(void) {
    LARGE_INTEGER now, second;
    QueryPerformanceCounter(&now);
    QueryPerformanceFrequency(&second);
    unsigned long long whole = now.QuadPart / second.QuadPart, rest = now.QuadPart % second.QuadPart;
    return whole * 1000000000 + rest * 1000000000 / second.QuadPart;
}

void measure_state(void) {
    if (measuring && time_count < MOST_TIMES)
        samples[time_count++] = now_ns();
}

void measure_completion(void) {
    if (measuring)
        completed_at = now_ns();
}

static void read_caps(DWORD line) {
    union {
        LINEDEVCAPS device;
        LINEADDRESSCAPS address;
        BYTE room[2000];
    } u;
    u.device.dwTotalSize = sizeof u;
    check(TSPI(TSPI_lineGetDevCaps)(DEVICE_BASE + line, 0x00020002, 0, &u.device) == 0 && u.device.dwLineNameSize != 0);
    u.address.dwTotalSize = sizeof u;
    check(TSPI(TSPI_lineGetAddressCaps)(DEVICE_BASE + line, 0, 0x00020002, 0, &u.address) == 0);
}

static void begin(void) {
    unsigned long long began = now_ns();
    DWORD count = start();
    for (DWORD i = 0; i < count; i++)
        read_caps(i);
    printf("started %u %llu\n", count, now_ns() - began);
}

static void make_calls(DWORD line, const char *number, DWORD count) {
    for (DWORD i = 0; i < count; i++) {
        LONG result;
        unsigned long long began = now_ns();
        DWORD call = dial(line, number, &result);
        printf("took %llu %u\n", completed_at - began, (unsigned)result);
        if (result == 0)
            finish(call);
    }
}

static bool has_ended(DWORD call) {
    books_lock();
    bool ended = calls[call].idle && !calls[call].closed;
    books_unlock();
    return ended;
}

static DWORD told(void) {
    books_lock();
    DWORD count = time_count;
    books_unlock();
    return count;
}

static void listen_for(DWORD count) {
    books_lock();
    time_count = 0;
    books_unlock();
    printf("listening\n");
    fflush(stdout);
    ULONGLONG end = GetTickCount64() + PATIENCE_MS;
    while (told() < count && GetTickCount64() < end)
        Sleep(10);
    for (DWORD i = 0; i < count && i < told(); i++)
        printf("at %llu\n", samples[i]);
    for (DWORD i = 1; i < MOST_CALLS; i++)
        if (has_ended(i))
            close_call(i);
}

static bool receive(SOCKET echo, DWORD size) {
    static char room[65536];
    for (int got = 0; size > 0; size -= (DWORD)got)
        if ((got = recv(echo, room, size < sizeof room ? (int)size : (int)sizeof room, 0)) <= 0)
            return false;
    return true;
}

static void echo(unsigned port, DWORD out, DWORD in, DWORD count) {
    static char room[65536];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    BOOL yes = TRUE;
    SOCKET there = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(there, IPPROTO_TCP, TCP_NODELAY, (const char *)&yes, sizeof yes);
    check(out <= sizeof room && connect(there, (struct sockaddr *)&address, sizeof address) == 0);
    for (DWORD i = 0; i < count; i++) {
        unsigned long long began = now_ns();
        check(send(there, room, out, 0) == (int)out && receive(there, in));
        printf("took %llu 0\n", now_ns() - began);
    }
    closesocket(there);
}

static void obey(const char *text) {
    char what[20] = "", number[200] = "";
    unsigned first = 0, second = 0, third = 0, fourth = 0;
    if (sscanf(text, "call %u %199s %u", &first, number, &second) == 3)
        make_calls(first, number, second);
    else if (sscanf(text, "listen %u", &first) == 1)
        listen_for(first);
    else if (sscanf(text, "echo %u %u %u %u", &first, &second, &third, &fourth) == 4)
        echo(first, second, third, fourth);
    else if (sscanf(text, "open %u", &first) == 1)
        for (DWORD i = 0; i < first; i++)
            open_line(i);
    else if (strncmp(text, "start", 5) == 0)
        begin();
    else if (strncmp(text, "clock", 5) == 0)
        printf("at %llu\n", now_ns());
    sscanf(text, "%19s", what);
    printf("%s\n", what);
    fflush(stdout);
}

void measure(void) {
    char text[300];
    measuring = true;
    while (fgets(text, sizeof text, stdin) != NULL)
        obey(text);
    stop();
    measuring = false;
}
