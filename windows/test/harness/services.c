/* What a line does besides calls, and handles that are none. */
#include <stddef.h>
#include <string.h>

#include "phone.h"
#include "scenarios.h"
#include "sweep.h"

static void forward_to(const WCHAR *dest, DWORD entry_size) {
    BYTE memory[200] = {0};
    LINEFORWARDLIST *list = (LINEFORWARDLIST *)memory;
    DWORD head = offsetof(LINEFORWARDLIST, ForwardList), at = head + 2 * entry_size;
    list->dwTotalSize = at + 8;
    list->dwNumEntries = 2;
    memcpy(memory + at, dest, 8);
    for (int i = 0; i < 2; i++) {
        LINEFORWARD *entry = (LINEFORWARD *)(memory + head + i * entry_size);
        entry->dwForwardMode = i == 0 ? LINEFORWARDMODE_BUSY : LINEFORWARDMODE_NOANSW;
        entry->dwDestAddressSize = 8;
        entry->dwDestAddressOffset = at;
    }
    HDRVCALL consult = (HDRVCALL)(DWORD_PTR)5;
    must(TSPI(TSPI_lineForward)(id, lines[0].hd, 1, 0, list, 4, NULL, &consult, NULL));
    check(consult == NULL);
}

static void check_forwards(DWORD count) {
    union {
        LINEADDRESSSTATUS status;
        BYTE room[1000];
    } u = {.status = {.dwTotalSize = sizeof u}};
    check(TSPI(TSPI_lineGetAddressStatus)(lines[0].hd, 0, &u.status) == 0);
    check(u.status.dwForwardNumEntries == count);
    const LINEFORWARD *list = (const LINEFORWARD *)(u.room + u.status.dwForwardOffset);
    for (DWORD i = 0; i < count; i++)
        check(memcmp(u.room + list[i].dwDestAddressOffset, L"300", 8) == 0 && list[i].dwDestAddressSize == 8);
    check(count == 0 || u.status.dwNumRingsNoAnswer == 4);
}

static void forward(void) {
    lines[0].address_states = 0;
    forward_to(L"300", sizeof(LINEFORWARD));
    wait_for((lines[0].address_states & LINEADDRESSSTATE_FORWARD) != 0);
    check_forwards(2);
    forward_to(L"300", 24); /* as before TAPI 3.1 */
    check_forwards(2);
    sweep_line(0);
    must(TSPI(TSPI_lineForward)(id, lines[0].hd, 1, 0, NULL, 0, NULL, NULL, NULL));
    wait_for(lines[0].address_states != 0);
    Sleep(20);
    check_forwards(0);
}

static void do_not_disturb(void) {
    struct {
        DWORD action, active;
        WCHAR number[10];
    } s = {.action = 1, .number = L"77"};
    must(TSPI(TSPI_lineDevSpecificFeature)(id, lines[0].hd, PHONEBUTTONFUNCTION_DONOTDISTURB, &s, sizeof s));
    check(s.active == 1 && s.number[0] == '7' && s.number[2] == 0);
    wait_for(lines[0].feature == PHONEBUTTONFUNCTION_DONOTDISTURB && lines[0].feature_on == 1);
    s.action = 2;
    must(TSPI(TSPI_lineDevSpecificFeature)(id, lines[0].hd, PHONEBUTTONFUNCTION_DONOTDISTURB, &s, 8));
    must(TSPI(TSPI_lineDevSpecificFeature)(id, lines[0].hd, PHONEBUTTONFUNCTION_DONOTDISTURB, &s, 4));
    DWORD id = next_request();
    check(!asked(id, TSPI(TSPI_lineDevSpecificFeature)(id, lines[0].hd, 26, &s, 3)));
    id = next_request();
    check(asked(id, TSPI(TSPI_lineDevSpecificFeature)(id, lines[0].hd, 99, &s, sizeof s)));
    check(completed(id) == (LONG)LINEERR_OPERATIONUNAVAIL);
}

static void message_waiting(void) {
    LINEDEVSTATUS status = {.dwTotalSize = sizeof status};
    lines[0].device_states = 0;
    must(TSPI(TSPI_lineSetLineDevStatus)(id, lines[0].hd, LINEDEVSTATUSFLAGS_MSGWAIT, 1));
    wait_for((lines[0].device_states & LINEDEVSTATE_MSGWAITON) != 0);
    check(TSPI(TSPI_lineGetLineDevStatus)(lines[0].hd, &status) == 0);
    check((status.dwDevStatusFlags & LINEDEVSTATUSFLAGS_MSGWAIT) != 0);
    must(TSPI(TSPI_lineSetLineDevStatus)(id, lines[0].hd, LINEDEVSTATUSFLAGS_MSGWAIT, 0));
    wait_for((lines[0].device_states & LINEDEVSTATE_MSGWAITOFF) != 0);
}

static void check_line_kept(void) {
    LINEDEVSTATUS status = {.dwTotalSize = sizeof status, .dwNumOpens = 3, .dwOpenMediaModes = 4};
    check(TSPI(TSPI_lineGetLineDevStatus)(lines[0].hd, &status) == 0);
    check(status.dwNumOpens == 3 && status.dwOpenMediaModes == 4);
}

static void check_id(void) {
    VARSTRING id = {.dwTotalSize = sizeof id};
    LONG result = TSPI(TSPI_lineGetID)(lines[0].hd, 0, NULL, 64, &id, L"tapi/line", NULL);
    check(result == (LONG)LINEERR_INVALCALLSELECT);
    result = TSPI(TSPI_lineGetID)(lines[0].hd, 0, NULL, LINECALLSELECT_LINE, &id, L"wave/in", NULL);
    check(result == (LONG)LINEERR_NODEVICE);
}

static void identity(void) {
    DWORD id = 9, count = 0, tracking[5] = {sizeof tracking, 0, 0, 0, 0};
    LINEDEVCAPS caps = {.dwTotalSize = sizeof caps};
    check(TSPI(TSPI_lineGetDevCaps)(3, 0x00020002, 0, &caps) == 0);
    check(caps.dwPermanentLineID == 1 && caps.dwNumAddresses == 1 && caps.dwNeededSize > sizeof caps);
    check(TSPI(TSPI_lineGetDevCaps)(999, 0x00020002, 0, &caps) == (LONG)LINEERR_BADDEVICEID);
    check(TSPI(TSPI_lineGetNumAddressIDs)(lines[0].hd, &count) == 0 && count == 1);
    check(TSPI(TSPI_lineGetAddressID)(lines[0].hd, &id, LINEADDRESSMODE_DIALABLEADDR, L"101", 6) == 0 && id == 0);
    check(TSPI(TSPI_lineGetAddressID)(lines[0].hd, &id, LINEADDRESSMODE_DIALABLEADDR, L"101", 8) == 0);
    check(TSPI(TSPI_lineGetAddressID)(lines[0].hd, &id, LINEADDRESSMODE_DIALABLEADDR, L"102", 6) < 0);
    check(TSPI(TSPI_lineGetCallHubTracking)(lines[0].hd, (LINECALLHUBTRACKINGINFO *)tracking) == 0);
    check(tracking[3] == 3);
    check(TSPI(TSPI_lineSetCallHubTracking)(lines[0].hd, (LINECALLHUBTRACKINGINFO *)tracking) == 0);
    check(TSPI(TSPI_lineSetDefaultMediaDetection)(lines[0].hd, LINEMEDIAMODE_INTERACTIVEVOICE) == 0);
    check(TSPI(TSPI_lineConditionalMediaDetection)(lines[0].hd, LINEMEDIAMODE_INTERACTIVEVOICE, NULL) == 0);
    check(TSPI(TSPI_lineConditionalMediaDetection)(lines[0].hd, LINEMEDIAMODE_G3FAX, NULL) < 0);
    check(TSPI(TSPI_lineSetStatusMessages)(lines[0].hd, 0xFFFF, 0xFFFF) == 0);
}

void line_services(void) {
    identity();
    check_id();
    check_line_kept();
    sweep_line(0);
    forward();
    do_not_disturb();
    message_waiting();
}

void parked_calls(void) {
    struct {
        VARSTRING head;
        WCHAR room[40];
    } place = {.head = {.dwTotalSize = sizeof place}};
    DWORD call = connect_to(0, "200"), id;
    must(TSPI(TSPI_linePark)(id, calls[call].hd, LINEPARKMODE_NONDIRECTED, NULL, &place.head));
    check(place.head.dwStringSize == 8 && memcmp((BYTE *)&place + place.head.dwStringOffset, L"*77", 8) == 0);
    wait_for(calls[call].idle);
    close_call(call);
    id = next_request();
    call = new_call(0, id);
    check(asked(id, TSPI(TSPI_lineUnpark)(id, lines[0].hd, 0, (HTAPICALL)(DWORD_PTR)(0x10000000u + call),
                                          &calls[call].hd, L"*77")) &&
          completed(id) == 0);
    wait_for(last_state(call) == LINECALLSTATE_CONNECTED);
    finish(call);
    id = next_request();
    call = new_call(1, id);
    check(asked(id, TSPI(TSPI_linePickup)(id, lines[1].hd, 0, (HTAPICALL)(DWORD_PTR)(0x10000000u + call),
                                          &calls[call].hd, L"200", NULL)) &&
          completed(id) == 0);
    finish(call);
}

/* Until it is opened again there is nothing to be known of it. */
static void closed_line(void) {
    BYTE memory[1000] = {0};
    DWORD count;
    *(DWORD *)memory = sizeof memory;
    close_line(0);
    check(TSPI(TSPI_lineGetLineDevStatus)(lines[0].hd, (LINEDEVSTATUS *)memory) == (LONG)LINEERR_INVALLINEHANDLE);
    check(TSPI(TSPI_lineGetAddressStatus)(lines[0].hd, 0, (LINEADDRESSSTATUS *)memory) == (LONG)LINEERR_INVALLINEHANDLE);
    check(TSPI(TSPI_lineGetNumAddressIDs)(lines[0].hd, &count) == (LONG)LINEERR_INVALLINEHANDLE);
    check(TSPI(TSPI_lineSetStatusMessages)(lines[0].hd, 0, 0) == (LONG)LINEERR_INVALLINEHANDLE);
    check(TSPI(TSPI_lineClose)(lines[0].hd) == (LONG)LINEERR_INVALLINEHANDLE);
    open_line(0);
}

void wrong_handles(void) {
    const HDRVCALL none[] = {NULL, (HDRVCALL)(DWORD_PTR)1, (HDRVCALL)(DWORD_PTR)0x7FFFFFFF, (HDRVCALL)(DWORD_PTR)-1};
    BYTE memory[1000] = {0};
    *(DWORD *)memory = sizeof memory;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        DWORD id = next_request();
        check(!asked(id, TSPI(TSPI_lineDrop)(id, none[i], NULL, 0)));
        check(TSPI(TSPI_lineGetCallInfo)(none[i], (LINECALLINFO *)memory) < 0);
        check(TSPI(TSPI_lineGetLineDevStatus)((HDRVLINE)none[i], (LINEDEVSTATUS *)memory) < 0 || i == 1);
        check(TSPI(TSPI_lineCloseCall)(none[i]) < 0);
        check(TSPI(TSPI_lineGetCallStatus)(none[i], NULL) < 0);
    }
    closed_line();
}
