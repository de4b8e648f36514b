/* A whole session: what a service says and what an application does, in any order, as the input has it. The rules of the
   telephony service are held against it; ends with the provider's shutdown. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acts.h"
#include "alone.h"
#include "fuzz.h"
#include "session.h"
#include "wire.h"

struct its_line its_lines[MOST];
struct its_call its_calls[MOST];
DWORD its_line_count, its_call_count;

static DWORD request_count;
static bool waits[MOST * 16];

void broken(const char *rule) {
    printf("broken: %s\n", rule);
    fflush(stdout);
    abort();
}

DWORD begin_request(void) {
    return request_count < MOST * 16 - 1 ? ++request_count : 0;
}

bool end_request(DWORD id, LONG returned) {
    if (returned > 0 && (DWORD)returned != id)
        broken("a request has its own number");
    if (returned > 0)
        waits[id] = true;
    return returned > 0;
}

static void CALLBACK on_completion(DRV_REQUESTID id, LONG result) {
    if (alone_is_locked())
        broken("no lock is held during a callback");
    if (id == 0 || id > request_count || !waits[id])
        broken("a request is completed once");
    if (result > 0)
        broken("a result is 0 or an error");
    waits[id] = false;
    for (DWORD i = 0; i < its_call_count; i++)
        if (its_calls[i].request == id) {
            its_calls[i].request = 0;
            its_calls[i].closed |= result != 0;
        }
}

static struct its_call *call_of(HTAPICALL ht) {
    DWORD index = (DWORD)(DWORD_PTR)ht - FIRST_HT;
    if (index >= its_call_count)
        broken("a call that TAPI knows");
    return &its_calls[index];
}

static void on_newcall(struct its_line *line, HDRVCALL hd, LPHTAPICALL ht) {
    if (its_call_count == MOST)
        return; /* no handle: TAPI has no room */
    its_calls[its_call_count] = (struct its_call){.hd = hd, .line = line, .fresh = true};
    *ht = (HTAPICALL)(DWORD_PTR)(FIRST_HT + its_call_count++);
}

static void on_call(struct its_call *call, DWORD message, DWORD state) {
    if (call->request != 0)
        broken("nothing of a call before its completion");
    if (call->closed)
        broken("nothing of a call that was closed");
    if (call->fresh && message != LINE_CALLSTATE)
        broken("LINE_CALLSTATE follows LINE_NEWCALL");
    if (call->idle)
        broken("nothing of a call behind IDLE");
    call->fresh = false;
    call->idle = message == LINE_CALLSTATE && state == LINECALLSTATE_IDLE;
}

static void CALLBACK on_event(HTAPILINE ht_line, HTAPICALL ht, DWORD message, DWORD_PTR p1, DWORD_PTR p2,
                              DWORD_PTR p3) {
    DWORD index = (DWORD)(DWORD_PTR)ht_line - FIRST_HT;
    (void)p3;
    if (alone_is_locked())
        broken("no lock is held during a callback");
    if (index >= its_line_count || !its_lines[index].open)
        broken("a line that is open");
    if (message == LINE_NEWCALL)
        on_newcall(&its_lines[index], (HDRVCALL)p1, (LPHTAPICALL)p2);
    else if (ht != NULL)
        on_call(call_of(ht), message, (DWORD)p1);
}

static void create_line(DWORD_PTR handle) {
    if (its_line_count == MOST || TSPI_providerCreateLineDevice(handle, FIRST_DEVICE + its_line_count) != 0)
        return;
    its_lines[its_line_count++] = (struct its_line){.wanted = true};
}

static void CALLBACK on_provider(HTAPILINE line, HTAPICALL call, DWORD message, DWORD_PTR p1, DWORD_PTR p2,
                                 DWORD_PTR p3) {
    (void)line, (void)call, (void)p3;
    if (alone_is_locked())
        broken("no lock is held during a callback");
    if (message == LINE_CREATE)
        create_line(p2);
    else if (message != LINE_REMOVE || p1 - FIRST_DEVICE >= its_line_count || its_lines[p1 - FIRST_DEVICE].removed)
        broken("LINE_CREATE, or LINE_REMOVE once");
    else
        its_lines[p1 - FIRST_DEVICE].removed = true;
}

void open_it(struct its_line *line) {
    DWORD index = (DWORD)(line - its_lines);
    line->open = TSPI_lineOpen(FIRST_DEVICE + index, (HTAPILINE)(DWORD_PTR)(FIRST_HT + index), &line->hd, 0x00020002,
                               on_event) == 0;
}

void application_is_free(void) {
    for (DWORD i = 0; i < its_line_count; i++)
        if (its_lines[i].wanted) {
            its_lines[i].wanted = false;
            open_it(&its_lines[i]);
        }
}

static void begin(void) {
    DWORD found, phones, options;
    its_line_count = its_call_count = request_count = 0;
    memset(waits, 0, sizeof waits);
    if (TSPI_providerEnumDevices(1, &found, &phones, NULL, on_provider, NULL) != 0 ||
        TSPI_providerInit(0x00020002, 1, FIRST_DEVICE, 0, found, 0, on_completion, &options) != 0)
        broken("the provider begins");
}

/* By now the connection is lost. */
static void end(void) {
    for (DWORD id = 1; id <= request_count; id++)
        if (waits[id])
            broken("every request is completed");
    for (DWORD i = 0; i < its_call_count; i++)
        if (!its_calls[i].closed && !its_calls[i].idle && its_calls[i].line->open)
            broken("every call ends");
    TSPI_providerShutdown(0x00020002, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    setenv("CTIBRIDGE_TAPI_TOKEN", FUZZ_TOKEN, 1);
    wire_begin((const char *)data, size);
    begin();
    if (setjmp(wire_end) == 0)
        alone_run_reader();
    end();
    application_ends();
    return 0;
}
