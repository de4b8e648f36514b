/* A service that goes, lies, floods and stammers. */
#include <stdio.h>
#include <string.h>

#include "phone.h"
#include "scenarios.h"
#include "sweep.h"

void lines_come_and_go(void) {
    DWORD before = line_count;
    order(0, "#add 7");
    wait_for(line_count == before + 1);
    open_line(before);
    DWORD call = connect_to(before, "200");
    order(0, "#remove 7");
    wait_for(lines[before].removed && calls[call].idle);
    close_call(call);
    close_line(before);
    order(0, "#add 8");
    wait_for(line_count == before + 2);
    order(0, "#remove 8");
    wait_for(lines[before + 1].removed);
}

static void check_lost(DWORD call, LONG result) {
    check(result == (LONG)LINEERR_OPERATIONFAILED);
    wait_for(calls[call].idle);
    check(mode_of(call, LINECALLSTATE_DISCONNECTED) == LINEDISCONNECTMODE_TEMPFAILURE);
    wait_for(lines[0].in_service == 1 && lines[1].in_service == 1);
}

void service_goes(void) {
    LONG result;
    for (int i = 0; i < 3; i++) {
        DWORD call = connect_to(0, "200");
        lines[0].in_service = lines[1].in_service = 0;
        losses_allowed++;
        dial(1, "#cut", &result);
        check_lost(call, result);
        close_call(call);
    }
    finish(connect_to(0, "200"));
}

void service_breaks_rules(void) {
    LONG result;
    DWORD call = dial(0, "#early", &result);
    check(result == 0);
    wait_for(last_state(call) == LINECALLSTATE_CONNECTED);
    close_call(call);
    dial(0, "#twice", &result);
    check(result == (LONG)LINEERR_OPERATIONFAILED);
    order(0, "#odd");
    if (!cutting)
        dial(0, "#silent", &result); /* the service said that it answers within 2 s */
    check(result == (LONG)LINEERR_OPERATIONFAILED);
    finish(connect_to(0, "200"));
}

void service_says_garbage(void) {
    for (int i = 0; i < times(31, 3); i++) {
        char what[32];
        LONG result;
        snprintf(what, sizeof what, "#garbage %d", i);
        lines[0].in_service = 0;
        losses_allowed++;
        dial(0, what, &result);
        check(result == (LONG)LINEERR_OPERATIONFAILED);
        wait_for(lines[0].in_service == 1);
    }
    finish(connect_to(0, "200"));
}

void closed_early(void) {
    DWORD id = next_request(), call = new_call(0, id);
    check(asked(id, TSPI(TSPI_lineMakeCall)(id, lines[0].hd, (HTAPICALL)(DWORD_PTR)(0x10000000u + call),
                                            &calls[call].hd, L"#silent", 0, NULL)));
    close_call(call);
    check(completed(id) == (LONG)LINEERR_OPERATIONFAILED);
    call = connect_to(0, "200");
    close_call(call); /* nobody listens; the call goes on */
    call = connect_to(0, "200");
    id = next_request();
    check(asked(id, TSPI(TSPI_lineBlindTransfer)(id, calls[call].hd, L"#silent", 0)));
    close_line(0);
    check(completed(id) == (LONG)LINEERR_OPERATIONFAILED);
    open_line(0);
    finish(connect_to(0, "200"));
}

/* While its request is on the way, is answered, is completed, while its states are told. */
void closed_at_any_time(void) {
    for (int i = 0; i < times(300, 3); i++) {
        DWORD id = next_request(), call = new_call(0, id);
        HTAPICALL ht = (HTAPICALL)(DWORD_PTR)(0x10000000u + call);
        check(asked(id, TSPI(TSPI_lineMakeCall)(id, lines[0].hd, ht, &calls[call].hd, L"200", 0, NULL)));
        for (volatile int spin = 0; spin < i % 100 * 2000;)
            spin = spin + 1;
        close_call(call);
        completed(id);
    }
    finish(connect_to(0, "200"));
}

static DWORD ask_silent(DWORD line, LPCWSTR dest) {
    DWORD id = next_request(), call = new_call(line, id);
    HTAPICALL ht = (HTAPICALL)(DWORD_PTR)(0x10000000u + call);
    check(asked(id, TSPI(TSPI_lineMakeCall)(id, lines[line].hd, ht, &calls[call].hd, dest, 0, NULL)));
    return call;
}

/* The provider has noted its completion, but is kept by another: closing must not return before. */
void closed_while_told(void) {
    DWORD waits = ask_silent(0, L"#silent");
    hold_completion(true);
    lines[0].in_service = lines[1].in_service = 0;
    DWORD last = ask_silent(1, L"#cut"); /* completed first */
    losses_allowed++;
    wait_for(calls[last].request == 0);
    close_call(waits);
    hold_completion(false);
    wait_for(lines[0].in_service == 1 && lines[1].in_service == 1);
    finish(connect_to(0, "200"));
}

/* What needs no service succeeds, though the service is lost before the reader thread comes to it. */
void kept_while_lost(void) {
    DWORD call = connect_to(0, "200"), id = next_request();
    hold_completion(true);
    check(asked(id, TSPI(TSPI_lineHold)(id, calls[call].hd)));
    completed(id);
    lines[0].in_service = lines[1].in_service = 0;
    ask_silent(1, L"#cut");
    losses_allowed++;
    id = next_request();
    check(asked(id, TSPI(TSPI_lineSetCallData)(id, calls[call].hd, (void *)"1", 2)));
    Sleep(20); /* the service has gone by then */
    hold_completion(false);
    check(completed(id) == 0);
    wait_for(calls[call].idle && lines[0].in_service == 1 && lines[1].in_service == 1);
    close_call(call);
}

void thousand_calls(void) {
    DWORD before = lines[0].new_calls, count = times(1000, 6), first = 0;
    order(0, cutting ? "#flood 6" : "#flood 1000");
    wait_for(lines[0].new_calls == before + count);
    first = lines[0].last_call - (count - 1);
    order(0, "#end_all");
    wait_for(calls[first].idle && calls[first + count - 1].idle);
    for (DWORD i = first; i < first + count; i++)
        close_call(i);
}

void long_names(void) {
    DWORD before = lines[0].new_calls;
    order(0, "#long");
    wait_for(lines[0].new_calls == before + 1);
    DWORD call = lines[0].last_call;
    sweep_call(call);
    finish(call);
    WCHAR dest[400];
    for (int i = 0; i < 399; i++)
        dest[i] = '5';
    dest[399] = 0;
    HDRVCALL hd = NULL;
    DWORD id = next_request();
    check(!asked(id, TSPI(TSPI_lineMakeCall)(id, lines[0].hd, NULL, &hd, dest, 0, NULL)));
}

static void refuse_handles(bool refuse) {
    books_lock();
    out_of_handles = refuse;
    refused_handles = 0;
    books_unlock();
}

/* What has no handle is never spoken of again; what comes later is. */
void no_handles(void) {
    refuse_handles(true);
    order(0, cutting ? "#flood 3" : "#flood 20");
    wait_for(refused_handles == times(20, 3));
    refuse_handles(false);
    order(0, "#end_all");
    order(0, "#long");
    wait_for(lines[0].last_call != 0 && last_state(lines[0].last_call) == LINECALLSTATE_OFFERING);
    finish(lines[0].last_call);
}

static void call_often(DWORD line) {
    for (int i = 0; i < times(50, 2); i++)
        finish(connect_to(line, "200"));
}

static DWORD WINAPI run_call_often(LPVOID line) {
    until_lost(call_often, (DWORD)(DWORD_PTR)line);
    return 0;
}

void many_threads(void) {
    HANDLE threads[4];
    for (DWORD_PTR i = 0; i < 4; i++)
        threads[i] = CreateThread(NULL, 0, run_call_often, (LPVOID)(i % 2), 0, NULL);
    for (int i = 0; i < 4; i++) {
        check(WaitForSingleObject(threads[i], 60000) == WAIT_OBJECT_0);
        CloseHandle(threads[i]);
    }
}

/* Prints the time from lineMakeCall to its completion; there is no limit, machines differ. */
void quick_answers(void) {
    ULONGLONG began = GetTickCount64();
    int count = times(200, 4);
    DWORD made[200];
    for (int i = 0; i < count; i++)
        made[i] = dial(0, "busy", NULL);
    if (!cutting)
        printf("make call to completion: %.2f ms\n", (double)(GetTickCount64() - began) / count);
    for (int i = 0; i < count; i++) {
        wait_for(calls[made[i]].idle);
        close_call(made[i]);
    }
}
