/* harness PROVIDER SCENARIO...: plays scenarios and says how many rules were broken; the exit code is 1 when some were.
   `cut whole` and `cut half` play all of them with the service cut off at every point; `measure` takes times. */
#include <stdio.h>
#include <string.h>

#include "cuts.h"
#include "endings.h"
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
    {"closed_at_any_time", closed_at_any_time},
    {"closed_while_told", closed_while_told},
    {"kept_while_lost", kept_while_lost},
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

/* Everything, under a service that ends at every point. */
static void cut(const char *how) {
    cutting = true;
    play_cut("starts_again", starts_again, how);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        play_cut(all[i].name, all[i].play, how);
    cutting = false;
}

static DWORD lines_now(void) {
    books_lock();
    DWORD count = line_count;
    books_unlock();
    return count;
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

/* A request and a call that are there when the provider is shut down. */
static void leave_waiting(void) {
    DWORD id = next_request(), call = new_call(0, id);
    HTAPICALL ht = (HTAPICALL)(DWORD_PTR)(0x10000000u + call);
    if (lines_now() > 0 && lines[0].open)
        asked(id, TSPI(TSPI_lineMakeCall)(id, lines[0].hd, ht, &calls[call].hd, L"#silent", 0, NULL));
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
        if (strcmp(names[i], "cut") == 0)
            cut(names[++i]);
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

int main(int count, char **arguments) {
    if (count < 3 || !load(arguments[1])) {
        printf("usage: harness PROVIDER SCENARIO...\n");
        return 2;
    }
    if (strcmp(arguments[2], "measure") == 0)
        measure();
    else
        run(count - 2, arguments + 2);
    if (strcmp(arguments[2], "all") == 0) {
        run(1, (char *[]){"made_call"}); /* the service of Windows starts anew without loading anew */
        callback_lasts();
    }
    unload();
    if (strcmp(arguments[2], "all") == 0)
        let_go(arguments[1]);
    printf("%u violations\n", violations);
    return violations != 0;
}
