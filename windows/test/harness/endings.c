/* Nothing may be told behind the end, and a start behind it must be like the first. */
#include "endings.h"

#include "cuts.h"
#include "phone.h"

static void CALLBACK told(HTAPILINE line, HTAPICALL call, DWORD message, DWORD_PTR p1, DWORD_PTR p2, DWORD_PTR p3) {
    (void)line, (void)call, (void)p1, (void)p2, (void)p3;
    violation("message %u without providerInit", (unsigned)message);
}

void let_go(const char *path) {
    DWORD found = 0, phones = 0;
    check(load(path));
    check(TSPI(TSPI_providerEnumDevices)(1, &found, &phones, (HPROVIDER)(DWORD_PTR)1, told, NULL) == 0 && found == 2);
    unload();
    Sleep(500); /* its thread goes on meanwhile */
}

void callback_lasts(void) {
    starts_anew();
    hold_completion(true);
    DWORD id = next_request(), call = new_call(0, id);
    HTAPICALL ht = (HTAPICALL)(DWORD_PTR)(0x10000000u + call);
    check(asked(id, TSPI(TSPI_lineMakeCall)(id, lines[0].hd, ht, &calls[call].hd, L"200", 0, NULL)));
    completed(id); /* from here on it is kept */
    stop();
    hold_completion(false);
    Sleep(200); /* it goes on, and must be silent */
    starts_anew();
    finish(connect_to(0, "200"));
    stop();
}
