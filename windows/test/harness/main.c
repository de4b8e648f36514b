/* harness PROVIDER SCENARIO...: plays scenarios and says how many rules were broken; the exit code is 1 when some were.
   harness PROVIDER measure: takes times, see measure.c. */
#include <stdio.h>
#include <string.h>

#include "measure.h"
#include "phone.h"
#include "scenarios.h"
#include "tapisrv.h"
#include "watch.h"

static const struct {
    const char *name;
    void (*play)(void);
} all[] = {
    {"made_call", made_call},
    {"incoming_call", incoming_call},
    {"refused_calls", refused_calls},
    {"held_calls", held_calls},
    {"transfers", transfers},
    {"conferences", conferences},
    {"line_services", line_services},
    {"parked_calls", parked_calls},
    {"wrong_handles", wrong_handles},
    {"lines_come_and_go", lines_come_and_go},
    {"service_goes", service_goes},
    {"service_breaks_rules", service_breaks_rules},
    {"service_says_garbage", service_says_garbage},
    {"closed_early", closed_early},
    {"thousand_calls", thousand_calls},
    {"long_names", long_names},
    {"no_handles", no_handles},
    {"many_threads", many_threads},
    {"quick_answers", quick_answers},
};

static void play(const char *name) {
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(name, all[i].name) == 0) {
            DWORD before = violations;
            ULONGLONG began = GetTickCount64();
            all[i].play();
            printf("%s: %u violations, %u ms\n", name, violations - before, (unsigned)(GetTickCount64() - began));
            fflush(stdout);
            return;
        }
    violation("no scenario %s", name);
}

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

static void open_all(void) {
    for (DWORD i = 0; i < lines_now(); i++)
        if (is_closed(i))
            open_line(i);
}

/* All lines at once: how long, and what each says. */
static void enumerate(void) {
    ULONGLONG began = GetTickCount64();
    union {
        LINEDEVCAPS caps;
        BYTE room[2000];
    } u;
    for (DWORD i = 0; i < line_count; i++) {
        u.caps.dwTotalSize = sizeof u;
        check(TSPI(TSPI_lineGetDevCaps)(3 + i, 0x00020002, 0, &u.caps) == 0 && u.caps.dwLineNameSize != 0);
    }
    printf("caps of %u lines: %u ms\n", line_count, (unsigned)(GetTickCount64() - began));
    fflush(stdout);
}

/* The service was not there at the start: its lines come later. */
static void wait_for_lines(void) {
    printf("waiting for lines\n");
    fflush(stdout);
    ULONGLONG end = GetTickCount64() + 20000;
    while (lines_now() < 2 && GetTickCount64() < end)
        Sleep(10);
    check(lines_now() >= 2);
    open_all();
}

/* Under a service that ends at every point there is nothing to be sure of but the rules. */
static void storm(void) {
    ULONGLONG end = GetTickCount64() + 8000;
    while (GetTickCount64() < end) {
        LONG result;
        DWORD call = lines_now() > 0 ? dial(0, "200", &result) : 0;
        if (call == 0 || result != 0) {
            Sleep(5);
            open_all();
            continue;
        }
        DWORD id = next_request();
        if (asked(id, TSPI(TSPI_lineHold)(id, calls[call].hd)))
            completed(id);
        id = next_request();
        if (asked(id, TSPI(TSPI_lineDrop)(id, calls[call].hd, NULL, 0)) && completed(id) == 0)
            wait_for(calls[call].idle);
        close_call(call);
    }
    printf("storm: the calls end\n");
}

/* A request and a call that are there when the provider is shut down. */
static void leave_waiting(void) {
    DWORD id = next_request(), call = new_call(0, id);
    if (lines_now() > 0 && lines[0].open)
        asked(id, TSPI(TSPI_lineMakeCall)(id, lines[0].hd, NULL, &calls[call].hd, L"#silent", 0, NULL));
    else
        asked(id, -1);
}

static void run(int count, char **names) {
    printf("%u lines\n", start());
    fflush(stdout);
    if (strcmp(names[0], "late") == 0)
        wait_for_lines();
    enumerate();
    if (strcmp(names[0], "watch") != 0)
        open_all();
    for (int i = 0; i < count; i++) {
        if (strcmp(names[i], "storm") == 0)
            storm();
        else if (strcmp(names[i], "watch") == 0)
            watch();
        else if (strcmp(names[i], "all") == 0)
            for (size_t j = 0; j < sizeof all / sizeof *all; j++)
                play(all[j].name);
        else if (strcmp(names[i], "nothing") != 0 && strcmp(names[i], "late") != 0)
            play(names[i]);
    }
    if (strcmp(names[0], "watch") != 0) /* who watches has a platform, where that call would ring */
        leave_waiting();
    stop();
}

static void CALLBACK told(HTAPILINE line, HTAPICALL call, DWORD message, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3) {
    (void)line, (void)call, (void)p1, (void)p2, (void)p3;
    violation("message %u without providerInit", (unsigned)message);
}

/* The telephony service asks for the lines, fails elsewhere, and lets go without providerShutdown. */
static void let_go(const char *path) {
    DWORD found = 0, phones = 0;
    check(load(path));
    check(TSPI(TSPI_providerEnumDevices)(1, &found, &phones, NULL, told, NULL) == 0 && found == 2);
    unload();
    Sleep(500); /* its thread goes on meanwhile */
}

int main(int count, char **arguments) {
    if (count < 3 || !load(arguments[1])) {
        printf("usage: harness PROVIDER SCENARIO...\n");
        return 2;
    }
    if (strcmp(arguments[2], "measure") == 0)
        measure();
    else
        run(count - 2, arguments + 2);
    if (strcmp(arguments[2], "all") == 0)
        run(1, (char *[]){"made_call"}); /* the service of Windows starts anew without loading anew */
    unload();
    if (strcmp(arguments[2], "all") == 0)
        let_go(arguments[1]);
    printf("%u violations\n", violations);
    return violations != 0;
}
