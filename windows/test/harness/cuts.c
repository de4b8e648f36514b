/* A round: have the service count, play, see that all is as after a loss, or as before, and that the line can be used. */
#include "cuts.h"

#include <stdio.h>

#include "phone.h"

#define MOST_ROUNDS 1000
#define PLACE(hd) ((DWORD)(DWORD_PTR)(hd) & 0xFFFF)

static DWORD lines_now(void) {
    books_lock();
    DWORD count = line_count;
    books_unlock();
    return count;
}

static bool is_closed(DWORD line) {
    books_lock();
    bool closed = !lines[line].open && !lines[line].removed;
    books_unlock();
    return closed;
}

void open_all(void) {
    for (DWORD i = 0; i < lines_now(); i++)
        if (is_closed(i))
            open_line(i);
}

void starts_anew(void) {
    start();
    must_come(line_count >= 2);
    open_all();
}

void starts_again(void) {
    stop();
    starts_anew();
}

static bool is_in_service(DWORD line) {
    LINEDEVSTATUS status = {.dwTotalSize = sizeof status};
    return TSPI(TSPI_lineGetLineDevStatus)(lines[line].hd, &status) == 0 &&
           (status.dwDevStatusFlags & LINEDEVSTATUSFLAGS_INSERVICE) != 0;
}

static void wait_for_service(void) {
    open_all();
    must_come(is_in_service(0) && is_in_service(1));
    must_come(lines[0].in_service != 2 && lines[1].in_service != 2);
}

/* The end of the counting; whether the service was cut off. The order itself may have been the last message. */
static bool was_cut(void) {
    LONG result = (LONG)LINEERR_OPERATIONFAILED;
    ULONGLONG end = GetTickCount64() + 5000;
    while (result == (LONG)LINEERR_OPERATIONFAILED && GetTickCount64() < end) {
        wait_for_service();
        dial(0, "#uncut", &result);
    }
    check(result != (LONG)LINEERR_OPERATIONFAILED);
    return result != (LONG)LINEERR_OPERATIONUNAVAIL;
}

static void remove_lines(void) {
    order(0, "#remove 7");
    order(0, "#remove 8");
    for (DWORD i = 2; i < lines_now(); i++) {
        must_come(lines[i].removed);
        if (lines[i].open)
            close_line(i);
    }
}

static bool is_left(DWORD call) {
    books_lock();
    bool left = calls[call].request == 0 && calls[call].hd != NULL && !calls[call].closed;
    books_unlock();
    return left;
}

/* What a scenario left when it ended early. */
static void clear_up(void) {
    out_of_handles = false;
    for (DWORD i = 1; i < calls_now(); i++)
        if (is_left(i))
            close_call(i);
    if (lines_now() > 2)
        remove_lines();
}

/* The provider gives away the lowest place that is free: a call that it forgot to let go would have it. */
static void check_use(void) {
    DWORD call = connect_to(0, "200");
    if (PLACE(calls[call].hd) != 1)
        violation("there are calls that nobody has any more, place %u", PLACE(calls[call].hd));
    finish(call);
}

static void (*scenario)(void);

static void play_it(DWORD unused) {
    (void)unused;
    scenario();
}

static bool play_round(void (*play)(void), const char *how, int number) {
    char what[40];
    snprintf(what, sizeof what, "#cut_after %d %s", number, how);
    lines[1].losses = losses_allowed = 0;
    order(0, what);
    scenario = play;
    until_lost(play_it, 0);
    hold_completion(false);
    wait_for_completions();
    bool cut = was_cut();
    clear_up();
    check_use();
    return cut;
}

void play_cut(const char *name, void (*play)(void), const char *how) {
    DWORD before = violations;
    ULONGLONG began = GetTickCount64();
    int number = 1;
    while (number < MOST_ROUNDS && play_round(play, how, number))
        number++;
    printf("%s: cut %d times, %s, %u violations, %u ms\n", name, number - 1, how, violations - before,
           (unsigned)(GetTickCount64() - began));
    fflush(stdout);
}
