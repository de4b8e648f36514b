/* Calls as they should be. */
#include <string.h>

#include "phone.h"
#include "scenarios.h"
#include "sweep.h"

#define HT(call) ((HTAPICALL)(DWORD_PTR)(0x10000000u + (call)))

static bool is_text(const void *base, DWORD size, DWORD offset, const WCHAR *wanted) {
    DWORD units = 0;
    while (wanted[units] != 0)
        units++;
    return size == (units + 1) * sizeof(WCHAR) && memcmp((const BYTE *)base + offset, wanted, size) == 0;
}

static void check_info(DWORD call) {
    union {
        LINECALLINFO info;
        BYTE room[2000];
    } u;
    memset(&u, 0xA5, sizeof u);
    u.info.dwTotalSize = sizeof u;
    check(TSPI(TSPI_lineGetCallInfo)(calls[call].hd, &u.info) == 0);
    check(u.info.dwNeededSize == u.info.dwUsedSize);
    check(u.info.dwMediaMode == LINEMEDIAMODE_INTERACTIVEVOICE && u.info.dwBearerMode == LINEBEARERMODE_VOICE);
    check(u.info.dwCallID != 0 && u.info.dwTrunk == 0xFFFFFFFF && u.info.dwOrigin == LINECALLORIGIN_OUTBOUND);
    check(is_text(&u, u.info.dwCallerIDSize, u.info.dwCallerIDOffset, L"101"));
    check(is_text(&u, u.info.dwCallerIDNameSize, u.info.dwCallerIDNameOffset, L"J\x00f6rg \xd83d\xde00"));
}

/* What TAPI fills in itself is not the provider's to write. */
static void check_kept(DWORD call) {
    LINECALLINFO info = {.dwTotalSize = sizeof info, .dwMonitorDigitModes = 2, .dwMonitorMediaModes = 3};
    info.dwNumOwners = 4;
    info.dwNumMonitors = 5;
    memset(&info.hLine, 6, sizeof info.hLine);
    const HLINE line = info.hLine;
    check(TSPI(TSPI_lineGetCallInfo)(calls[call].hd, &info) == 0 && memcmp(&info.hLine, &line, sizeof line) == 0);
    check(info.dwMonitorDigitModes == 2 && info.dwMonitorMediaModes == 3);
    check(info.dwNumOwners == 4 && info.dwNumMonitors == 5);
    LINECALLSTATUS status = {.dwTotalSize = sizeof status, .dwCallPrivilege = LINECALLPRIVILEGE_MONITOR};
    check(TSPI(TSPI_lineGetCallStatus)(calls[call].hd, &status) == 0);
    check(status.dwCallPrivilege == LINECALLPRIVILEGE_MONITOR);
}

/* What the provider itself can do with a call is among what the line and the call can. */
static void check_own_features(DWORD call) {
    LINEADDRESSCAPS caps = {.dwTotalSize = sizeof caps};
    const DWORD own = LINECALLINFOSTATE_APPSPECIFIC | LINECALLINFOSTATE_CALLDATA;
    check(TSPI(TSPI_lineGetAddressCaps)(3, 0, 0x00020002, 0, &caps) == 0 && (caps.dwCallInfoStates & own) == own);
    check((caps.dwCallFeatures & LINECALLFEATURE_SETCALLDATA) != 0 && caps.dwMaxCallDataSize == 1024);
    LINECALLSTATUS status = {.dwTotalSize = sizeof status};
    check(TSPI(TSPI_lineGetCallStatus)(calls[call].hd, &status) == 0);
    check((status.dwCallFeatures & LINECALLFEATURE_SETCALLDATA) != 0);
}

static void check_data(DWORD call) {
    union {
        LINECALLINFO info;
        BYTE room[2000];
    } u = {.info = {.dwTotalSize = sizeof u}};
    check(TSPI(TSPI_lineGetCallInfo)(calls[call].hd, &u.info) == 0 && u.info.dwAppSpecific == 77);
    check(u.info.dwCallDataSize == 8 && memcmp(u.room + u.info.dwCallDataOffset, "1234567", 8) == 0);
}

static void check_status(DWORD call, DWORD state) {
    LINECALLSTATUS status = {.dwTotalSize = sizeof status};
    check(TSPI(TSPI_lineGetCallStatus)(calls[call].hd, &status) == 0);
    check(status.dwCallState == state && status.tStateEntryTime.wYear > 2000);
    check((status.dwCallFeatures != 0) == (state != LINECALLSTATE_IDLE));
}

void made_call(void) {
    DWORD call = connect_to(0, "+49 30 200"), address, id, related;
    check(has_been(call, LINECALLSTATE_DIALING) && has_been(call, LINECALLSTATE_PROCEEDING));
    check(has_been(call, LINECALLSTATE_RINGBACK) && mode_of(call, LINECALLSTATE_CONNECTED) == 1);
    check((calls[call].infos & LINECALLINFOSTATE_CONNECTEDID) != 0);
    check_info(call);
    check_status(call, LINECALLSTATE_CONNECTED);
    check_kept(call);
    check_own_features(call);
    sweep_call(call);
    check(TSPI(TSPI_lineGetCallIDs)(calls[call].hd, &address, &id, &related) == 0 && id != 0);
    check(TSPI(TSPI_lineSetAppSpecific)(calls[call].hd, 77) == 0);
    wait_for((calls[call].infos & LINECALLINFOSTATE_APPSPECIFIC) != 0);
    must(TSPI(TSPI_lineSetCallParams)(id, calls[call].hd, LINEBEARERMODE_VOICE, 0, 0, NULL));
    must(TSPI(TSPI_lineSetCallData)(id, calls[call].hd, (void *)"1234567", 8));
    wait_for((calls[call].infos & LINECALLINFOSTATE_CALLDATA) != 0);
    check_data(call);
    sweep_call(call);
    check(TSPI(TSPI_lineGenerateDigits)(calls[call].hd, 5, LINEDIGITMODE_DTMF, L"12#", 0) == 0);
    wait_for(calls[call].generated == LINEGENERATETERM_DONE);
    drop(call);
    check_status(call, LINECALLSTATE_IDLE);
    finish(call);
    LINECALLSTATUS status = {.dwTotalSize = sizeof status};
    check(TSPI(TSPI_lineGetCallStatus)(calls[call].hd, &status) == (LONG)LINEERR_INVALCALLHANDLE);
}

/* Line 0 calls line 1; the call at line 1. */
static DWORD ring(DWORD *caller) {
    LONG result;
    DWORD before = lines[1].new_calls;
    *caller = dial(0, "102", &result);
    check(result == 0);
    wait_for(lines[1].new_calls == before + 1 && has_been(lines[1].last_call, LINECALLSTATE_OFFERING));
    return lines[1].last_call;
}

void incoming_call(void) {
    DWORD caller, call = ring(&caller);
    must(TSPI(TSPI_lineAccept)(id, calls[call].hd, NULL, 0));
    must(TSPI(TSPI_lineAnswer)(id, calls[call].hd, NULL, 0));
    wait_for(last_state(call) == LINECALLSTATE_CONNECTED && last_state(caller) == LINECALLSTATE_CONNECTED);
    drop(call);
    wait_for(calls[caller].idle);
    close_call(call);
    close_call(caller);
    call = ring(&caller);
    must(TSPI(TSPI_lineRedirect)(id, calls[call].hd, L"200", 0));
    wait_for(calls[call].idle);
    close_call(call);
    finish(caller);
}

void refused_calls(void) {
    LONG result;
    dial(0, "refused", &result);
    check(result == (LONG)LINEERR_OPERATIONFAILED);
    dial(0, "", &result);
    check(result < 0);
    DWORD call = dial(0, "busy", &result);
    wait_for(calls[call].idle);
    check(mode_of(call, LINECALLSTATE_DISCONNECTED) == LINEDISCONNECTMODE_BUSY);
    close_call(call);
}

void held_calls(void) {
    DWORD first = connect_to(0, "200");
    on_one(TSPI_lineHold, first);
    wait_for(last_state(first) == LINECALLSTATE_ONHOLD);
    DWORD second = connect_to(0, "201");
    must(TSPI(TSPI_lineSwapHold)(id, calls[second].hd, calls[first].hd));
    wait_for(last_state(first) == LINECALLSTATE_CONNECTED && last_state(second) == LINECALLSTATE_ONHOLD);
    finish(first);
    on_one(TSPI_lineUnhold, second);
    wait_for(last_state(second) == LINECALLSTATE_CONNECTED);
    must(TSPI(TSPI_lineBlindTransfer)(id, calls[second].hd, L"202", 0));
    wait_for(calls[second].idle);
    close_call(second);
}

/* A consultation call beside `call`; dialled. */
static DWORD consult(DWORD call) {
    DWORD id = next_request(), second = new_call(0, id);
    LONG returned = TSPI(TSPI_lineSetupTransfer)(id, calls[call].hd, HT(second), &calls[second].hd, NULL);
    check(asked(id, returned) && completed(id) == 0);
    wait_for(last_state(call) == LINECALLSTATE_ONHOLDPENDTRANSFER && last_state(second) == LINECALLSTATE_DIALTONE);
    must(TSPI(TSPI_lineDial)(id, calls[second].hd, L"203", 0));
    wait_for(last_state(second) == LINECALLSTATE_CONNECTED);
    return second;
}

static void one_step(DWORD call) {
    struct {
        LINECALLPARAMS params;
        WCHAR target[4];
    } p = {.target = L"204"};
    DWORD id = next_request(), second = new_call(0, id);
    p.params.dwTotalSize = sizeof p;
    p.params.dwCallParamFlags = LINECALLPARAMFLAGS_ONESTEPTRANSFER;
    p.params.dwTargetAddressSize = sizeof p.target;
    p.params.dwTargetAddressOffset = (DWORD)((BYTE *)p.target - (BYTE *)&p);
    LONG returned = TSPI(TSPI_lineSetupTransfer)(id, calls[call].hd, HT(second), &calls[second].hd, &p.params);
    check(asked(id, returned) && completed(id) == 0);
    wait_for(last_state(second) == LINECALLSTATE_CONNECTED);
    finish(second);
}

void transfers(void) {
    DWORD call = connect_to(0, "200"), second;
    one_step(call);
    on_one(TSPI_lineUnhold, call);
    second = consult(call);
    must(TSPI(TSPI_lineCompleteTransfer)(id, calls[call].hd, calls[second].hd, NULL, NULL, LINETRANSFERMODE_TRANSFER));
    wait_for(calls[call].idle && calls[second].idle);
    close_call(call);
    close_call(second);
}

static void leave(DWORD conference, DWORD first, DWORD second) {
    drop(conference);
    wait_for(calls[first].idle && calls[second].idle);
    close_call(conference);
    close_call(first);
    close_call(second);
}

static void by_transfer(void) {
    DWORD call = connect_to(0, "200"), second = consult(call), id = next_request(), conference = new_call(0, id);
    LONG returned = TSPI(TSPI_lineCompleteTransfer)(id, calls[call].hd, calls[second].hd, HT(conference),
                                                    &calls[conference].hd, LINETRANSFERMODE_CONFERENCE);
    check(asked(id, returned) && completed(id) == 0);
    wait_for(last_state(conference) == LINECALLSTATE_CONNECTED && last_state(second) == LINECALLSTATE_CONFERENCED);
    check(calls[call].parent == (DWORD_PTR)HT(conference) && calls[second].parent == (DWORD_PTR)HT(conference));
    leave(conference, call, second);
}

void conferences(void) {
    by_transfer();
    DWORD call = connect_to(0, "200"), id = next_request(), conference = new_call(0, id), second = new_call(0, id);
    LONG returned = TSPI(TSPI_lineSetupConference)(id, calls[call].hd, lines[0].hd, HT(conference),
                                                   &calls[conference].hd, HT(second), &calls[second].hd, 3, NULL);
    check(asked(id, returned) && completed(id) == 0);
    wait_for(last_state(conference) == LINECALLSTATE_ONHOLDPENDCONF && last_state(second) == LINECALLSTATE_DIALTONE);
    must(TSPI(TSPI_lineDial)(id, calls[second].hd, L"205", 0));
    must(TSPI(TSPI_lineAddToConference)(id, calls[conference].hd, calls[second].hd));
    wait_for(last_state(conference) == LINECALLSTATE_CONNECTED && last_state(second) == LINECALLSTATE_CONFERENCED);
    DWORD another_id = next_request(), third = new_call(0, another_id);
    returned = TSPI(TSPI_linePrepareAddToConference)(another_id, calls[conference].hd, HT(third), &calls[third].hd, NULL);
    check(asked(another_id, returned) && completed(another_id) == 0);
    wait_for(last_state(third) == LINECALLSTATE_DIALTONE);
    finish(third);
    must(TSPI(TSPI_lineRemoveFromConference)(id, calls[second].hd));
    wait_for(calls[second].idle);
    leave(conference, call, second);
}
