/* The way out of a scenario. Line 1 tells of losses: no scenario closes it. */
#include "excuse.h"

#include <setjmp.h>

#include "tapisrv.h"

#define TOLD_MS 5000

bool cutting;
DWORD losses_allowed;

static __thread jmp_buf *way_out;

int times(int many, int when_cutting) {
    return cutting ? when_cutting : many;
}

void until_lost(void (*play)(DWORD argument), DWORD argument) {
    jmp_buf here;
    if (cutting && setjmp(here) != 0) {
        way_out = NULL;
        return;
    }
    way_out = cutting ? &here : NULL;
    play(argument);
    way_out = NULL;
}

static bool is_lost(void) {
    books_lock();
    bool lost = lines[1].losses > losses_allowed;
    books_unlock();
    return lost;
}

void leave_when_lost(void) {
    if (way_out != NULL && is_lost())
        longjmp(*way_out, 1);
}

void leave_if_lost(void) {
    ULONGLONG end = GetTickCount64() + TOLD_MS;
    if (way_out != NULL)
        hold_completion(false); /* else nothing could be told */
    while (way_out != NULL && GetTickCount64() < end) {
        leave_when_lost();
        Sleep(1);
    }
}
