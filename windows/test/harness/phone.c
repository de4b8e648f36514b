/* A person at a line. */
#include "phone.h"

#include <string.h>

void wide(WCHAR *out, const char *text) {
    do
        *out++ = (unsigned char)*text;
    while (*text++ != '\0');
}

static HTAPICALL handle_of(DWORD call) {
    return (HTAPICALL)(DWORD_PTR)(0x10000000u + call);
}

DWORD dial(DWORD line, const char *dest, LONG *result) {
    WCHAR number[300];
    DWORD id = next_request(), call = new_call(line, id);
    wide(number, dest);
    LONG returned = TSPI(TSPI_lineMakeCall)(id, lines[line].hd, handle_of(call), &calls[call].hd, number, 0, NULL);
    if (asked(id, returned)) {
        returned = completed(id);
        if (returned != 0 && TSPI(TSPI_lineCloseCall)(calls[call].hd) != 0) /* as the real one does */
            violation("call %u, which was not made, could not be closed", call);
    } else {
        books_lock();
        calls[call].closed = true;
        calls[call].request = 0;
        books_unlock();
    }
    if (result != NULL)
        *result = returned;
    return call;
}

DWORD connect_to(DWORD line, const char *dest) {
    LONG result;
    DWORD call = dial(line, dest, &result);
    check(result == 0);
    wait_for(last_state(call) == LINECALLSTATE_CONNECTED);
    return call;
}

void order(DWORD line, const char *what) {
    LONG result;
    dial(line, what, &result);
    check(result < 0);
}

void drop(DWORD call) {
    must(TSPI(TSPI_lineDrop)(id, calls[call].hd, NULL, 0));
    wait_for(calls[call].idle);
}

void finish(DWORD call) {
    if (!calls[call].idle)
        drop(call);
    close_call(call);
}
