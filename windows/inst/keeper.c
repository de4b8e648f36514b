#include "keeper.h"

#include "child.h"
#include "journal.h"

#define SHORTEST_PAUSE_MS 1000
#define LONGEST_PAUSE_MS 60000
#define GOOD_RUN_MS 60000 /* after this the next trouble is a new one */
#define FAREWELL_MS 10000 /* to take leave of the platform and the clients */
#define STEP_MS 500

/* Asks the child to end, and waits for that; who does not hear is ended by child_end. */
static void let_end(struct keeper *keeper, struct child *child) {
    child_ask(child);
    for (DWORD waited = 0; waited < FAREWELL_MS; waited += STEP_MS) {
        keeper->still_stopping();
        if (WaitForSingleObject(child->process, STEP_MS) == WAIT_OBJECT_0)
            return;
    }
    journal_say("the gateway did not end by itself: ended");
}

/* One run. TRUE: it ended by itself, with `code`. */
static BOOL run_once(struct keeper *keeper, DWORD *code) {
    struct child child;
    if (!child_start(&child, keeper->command, keeper->folder)) {
        journal_say("cannot start the gateway: Windows error %lu", GetLastError());
        *code = 1;
        return TRUE;
    }
    journal_say("gateway started, process %lu", child.id);
    HANDLE either[] = {keeper->stop, child.process};
    BOOL is_asked = WaitForMultipleObjects(2, either, FALSE, INFINITE) == WAIT_OBJECT_0;
    if (is_asked)
        let_end(keeper, &child);
    *code = child_end(&child);
    return !is_asked;
}

DWORD keep_running(struct keeper *keeper) {
    DWORD pause = SHORTEST_PAUSE_MS, code;
    for (;;) {
        ULONGLONG begun = GetTickCount64();
        if (!run_once(keeper, &code)) {
            journal_say("stopped");
            return 0;
        }
        if (code == MISCONFIGURED) {
            journal_say("the gateway cannot start with this configuration: correct it, then start the service again");
            return MISCONFIGURED;
        }
        if (GetTickCount64() - begun > GOOD_RUN_MS)
            pause = SHORTEST_PAUSE_MS;
        journal_say("gateway ended with code %lu; starts again in %lu s", code, pause / 1000);
        if (WaitForSingleObject(keeper->stop, pause) == WAIT_OBJECT_0)
            return 0;
        pause = min(pause * 2, LONGEST_PAUSE_MS);
    }
}
