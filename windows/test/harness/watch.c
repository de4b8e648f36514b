/* The harness as an application that a test plays: `dial LINE NUMBER`, `answer CALL`, `hold CALL`, `unhold CALL`,
   `drop CALL`, `transfer CALL NUMBER`. Calls that are over are closed, as applications do. */
#include "watch.h"

#include <stdio.h>
#include <string.h>

#include "phone.h"

#define DEVICE_BASE 3
#define ADDRESS_SIZE 100

static bool watching, input_ended;

void watch_state(DWORD call, const struct a_call *its) {
    if (!watching)
        return;
    DWORD at = (its->state_count - 1) % MOST_STATES;
    printf("state %u %u %u %u\n", its->line, call, its->states[at], its->modes[at]);
    fflush(stdout);
}

static void print_lines(void) {
    union {
        LINEADDRESSCAPS caps;
        BYTE room[2000];
    } u;
    for (DWORD i = 0; i < line_count; i++) {
        char address[ADDRESS_SIZE] = "";
        u.caps.dwTotalSize = sizeof u;
        check(TSPI(TSPI_lineGetAddressCaps)(DEVICE_BASE + i, 0, 0x00020002, 0, &u.caps) == 0);
        for (DWORD j = 0; j < u.caps.dwAddressSize / 2 && j < ADDRESS_SIZE - 1; j++)
            address[j] = (char)((WCHAR *)(u.room + u.caps.dwAddressOffset))[j];
        printf("line %u %s\n", i, address);
    }
    printf("watching\n");
    fflush(stdout);
}

static LONG request(const char *what, DWORD call, const char *number, DWORD id) {
    WCHAR dest[300];
    wide(dest, number);
    if (strcmp(what, "answer") == 0)
        return TSPI(TSPI_lineAnswer)(id, calls[call].hd, NULL, 0);
    if (strcmp(what, "hold") == 0)
        return TSPI(TSPI_lineHold)(id, calls[call].hd);
    if (strcmp(what, "unhold") == 0)
        return TSPI(TSPI_lineUnhold)(id, calls[call].hd);
    if (strcmp(what, "transfer") == 0)
        return TSPI(TSPI_lineBlindTransfer)(id, calls[call].hd, dest, 0);
    return TSPI(TSPI_lineDrop)(id, calls[call].hd, NULL, 0);
}

static void obey(const char *text) {
    char what[20] = "", number[200] = "";
    unsigned on = 0;
    LONG result = 0;
    DWORD call;
    if (sscanf(text, "%19s %u %199s", what, &on, number) < 2)
        return;
    if (strcmp(what, "dial") == 0) {
        call = dial(on, number, &result);
        printf("dialled %u %u\n", call, (unsigned)result);
    } else {
        DWORD id = next_request();
        result = request(what, on, number, id);
        if (asked(id, result))
            result = completed(id);
        printf("done %s %u %u\n", what, on, (unsigned)result);
    }
    fflush(stdout);
}

static DWORD WINAPI listen_to_input(LPVOID unused) {
    char text[300];
    (void)unused;
    while (fgets(text, sizeof text, stdin) != NULL)
        obey(text);
    books_lock();
    input_ended = true;
    books_unlock();
    return 0;
}

static bool is_over(DWORD call) {
    books_lock();
    bool over = calls[call].idle && !calls[call].closed;
    books_unlock();
    return over;
}

static bool has_ended(void) {
    books_lock();
    bool ended = input_ended;
    books_unlock();
    return ended;
}

void watch(void) {
    print_lines();
    books_lock();
    watching = true;
    books_unlock();
    for (DWORD i = 0; i < line_count; i++)
        open_line(i);
    HANDLE thread = CreateThread(NULL, 0, listen_to_input, NULL, 0, NULL);
    while (!has_ended()) {
        for (DWORD i = 1; i < MOST_CALLS; i++)
            if (is_over(i))
                close_call(i);
        Sleep(10);
    }
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}
