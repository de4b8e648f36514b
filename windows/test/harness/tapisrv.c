/* The books of the telephony service, and the rules that the provider must keep. */
#include "tapisrv.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"
#include "watch.h"

#define MOST_REQUESTS 65536
#define FIRST_DEVICE 3 /* as after other providers */
#define CALL_BASE 0x10000000u
#define LINE_BASE 0x20000000u

struct a_line lines[MOST_LINES];
struct a_call calls[MOST_CALLS];
DWORD line_count, violations, refused_handles;
bool out_of_handles;

static SRWLOCK books = SRWLOCK_INIT;
static DWORD call_count = 1, request_count;
static DWORD closing_count; /* closings that go on: they complete requests, too */
static enum { UNKNOWN, BEGUN, ASKED, COMPLETED } request_state[MOST_REQUESTS];
static LONG results[MOST_REQUESTS];
static HMODULE module;

/* Asks for something while a callback goes on, from another thread: a lock held would show. */
static struct {
    SRWLOCK lock;
    CONDITION_VARIABLE wanted, done;
    HDRVCALL call;
    bool asked, ended;
    HANDLE thread;
} prober = {SRWLOCK_INIT, CONDITION_VARIABLE_INIT, CONDITION_VARIABLE_INIT, NULL, false, false, NULL};

/* Whether the next completion is to be kept, one is, and the provider has been shut down. */
static _Atomic bool hold_next, holding, is_over;
static _Atomic DWORD holder;

void hold_completion(bool hold) {
    holder = GetCurrentThreadId();
    holding = hold_next = hold;
}

static void check_over(const char *what, DWORD which) {
    if (is_over)
        violation("%s %u after providerShutdown", what, which);
}

void books_lock(void) {
    AcquireSRWLockExclusive(&books);
}

void books_unlock(void) {
    ReleaseSRWLockExclusive(&books);
}

static void note(const char *format, va_list arguments) {
    violations++;
    printf("VIOLATION ");
    vprintf(format, arguments);
    printf("\n");
    fflush(stdout);
}

void violation(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    note(format, arguments);
    va_end(arguments);
}

FARPROC function(const char *name) {
    FARPROC found = GetProcAddress(module, name);
    if (found == NULL) {
        violation("%s is not exported", name);
        fflush(stdout);
    }
    return found;
}

static DWORD WINAPI probe(void *unused) {
    (void)unused;
    AcquireSRWLockExclusive(&prober.lock);
    while (!prober.ended) {
        if (!prober.asked) {
            SleepConditionVariableSRW(&prober.wanted, &prober.lock, 200, 0);
            continue;
        }
        HDRVCALL call = prober.call;
        ReleaseSRWLockExclusive(&prober.lock);
        DWORD address;
        TSPI(TSPI_lineGetCallAddressID)(call, &address);
        AcquireSRWLockExclusive(&prober.lock);
        prober.asked = false;
        WakeAllConditionVariable(&prober.done);
    }
    ReleaseSRWLockExclusive(&prober.lock);
    return 0;
}

static void begin_to_probe(void) {
    prober.ended = false;
    prober.thread = CreateThread(NULL, 0, probe, NULL, 0, NULL);
}

static void probe_no_more(void) {
    AcquireSRWLockExclusive(&prober.lock);
    prober.ended = true;
    WakeAllConditionVariable(&prober.wanted);
    ReleaseSRWLockExclusive(&prober.lock);
    WaitForSingleObject(prober.thread, INFINITE);
    CloseHandle(prober.thread);
}

static void probe_from_elsewhere(HDRVCALL call) {
    if (measuring)
        return;
    ULONGLONG end = GetTickCount64() + 2000;
    AcquireSRWLockExclusive(&prober.lock);
    prober.call = call;
    prober.asked = true;
    WakeAllConditionVariable(&prober.wanted);
    while (prober.asked && GetTickCount64() < end)
        SleepConditionVariableSRW(&prober.done, &prober.lock, 100, 0);
    if (prober.asked)
        violation("the provider holds a lock during a callback");
    ReleaseSRWLockExclusive(&prober.lock);
}

static struct a_call *call_of(HTAPICALL ht) {
    DWORD index = (DWORD)(DWORD_PTR)ht - CALL_BASE;
    return index > 0 && index < call_count ? &calls[index] : NULL;
}

static void on_newcall(DWORD line, HDRVCALL hd, LPHTAPICALL ht) {
    if (out_of_handles || call_count == MOST_CALLS) {
        refused_handles++;
        return;
    }
    struct a_call *call = &calls[call_count];
    memset(call, 0, sizeof *call);
    call->hd = hd;
    call->line = line;
    call->announced = call->fresh = true;
    lines[line].new_calls++;
    lines[line].last_call = call_count;
    *ht = (HTAPICALL)(DWORD_PTR)(CALL_BASE + call_count++);
}

static void on_state(struct a_call *call, DWORD index, DWORD state, DWORD_PTR mode) {
    if (call->idle)
        violation("call %u: a state after IDLE", index);
    if (state == LINECALLSTATE_IDLE && call->state_count > 0 &&
        call->states[(call->state_count - 1) % MOST_STATES] != LINECALLSTATE_DISCONNECTED)
        violation("call %u: IDLE without DISCONNECTED", index);
    call->states[call->state_count % MOST_STATES] = state;
    call->modes[call->state_count++ % MOST_STATES] = (DWORD)mode;
    call->idle = state == LINECALLSTATE_IDLE;
    if (state == LINECALLSTATE_CONFERENCED)
        call->parent = mode;
    measure_state();
    watch_state(index, call);
}

static void on_call(HTAPICALL ht, DWORD message, DWORD_PTR p1, DWORD_PTR p2) {
    struct a_call *call = call_of(ht);
    DWORD index = (DWORD)(DWORD_PTR)ht - CALL_BASE;
    if (call == NULL) {
        violation("message %u for no call", message);
        return;
    }
    if (call->request != 0)
        violation("call %u: message %u before its completion", index, message);
    if (call->closed)
        return; /* on the way while it was closed */
    if (call->fresh && message != LINE_CALLSTATE)
        violation("call %u: message %u between LINE_NEWCALL and LINE_CALLSTATE", index, message);
    call->fresh = false;
    if (message == LINE_CALLSTATE)
        on_state(call, index, (DWORD)p1, p2);
    else if (message == LINE_CALLINFO)
        call->infos |= (DWORD)p1;
    else if (message == LINE_GENERATE)
        call->generated = (DWORD)p1;
    else
        violation("call %u: message %u", index, message);
}

/* A line goes out of service with its service: what waited and what it had has ended by then. */
static void check_ended(const struct a_line *line) {
    for (DWORD i = 1; i <= request_count && closing_count == 0; i++)
        if (request_state[i] == ASKED)
            violation("request %u still waits when its line goes out of service", i);
    for (DWORD i = 1; i < call_count; i++)
        if (&lines[calls[i].line] == line && calls[i].request == 0 && calls[i].hd != NULL && !calls[i].closing &&
            !calls[i].closed && !calls[i].idle)
            violation("call %u: no IDLE before its line went out of service", i);
}

static void on_device(struct a_line *line, DWORD bits) {
    if (bits == 0 || (bits & (bits - 1)) != 0)
        violation("LINE_LINEDEVSTATE with bits %x", bits);
    line->device_states |= bits;
    if (bits == LINEDEVSTATE_INSERVICE)
        line->in_service = 1;
    if (bits != LINEDEVSTATE_OUTOFSERVICE)
        return;
    line->in_service = 2;
    line->losses++;
    check_ended(line);
}

static void on_line(struct a_line *line, DWORD message, DWORD_PTR p1, DWORD_PTR p2) {
    if (message == LINE_LINEDEVSTATE)
        on_device(line, (DWORD)p1);
    else if (message == LINE_ADDRESSSTATE)
        line->address_states |= (DWORD)p2;
    else if (message == LINE_DEVSPECIFICFEATURE) {
        line->feature = (DWORD)p1;
        line->feature_on = (DWORD)p2;
    } else
        violation("line: message %u", message);
}

/* Its call was closed before this began. */
static bool comes_too_late(HTAPICALL ht) {
    DWORD index = (DWORD)(DWORD_PTR)ht - CALL_BASE;
    return index > 0 && index < MOST_CALLS && calls[index].closed;
}

static void CALLBACK on_event(HTAPILINE ht_line, HTAPICALL ht, DWORD message, DWORD_PTR p1, DWORD_PTR p2,
                              DWORD_PTR p3) {
    DWORD index = (DWORD)(DWORD_PTR)ht_line - LINE_BASE;
    HDRVCALL probed = NULL;
    (void)p3;
    check_over("message", message);
    if (ht != NULL && comes_too_late(ht))
        violation("message %u of a call that was closed", message);
    books_lock();
    if (index >= line_count || !lines[index].known)
        violation("message %u for no line", message);
    else if (message == LINE_NEWCALL)
        on_newcall(index, (HDRVCALL)p1, (LPHTAPICALL)p2);
    else if (ht != NULL)
        on_call(ht, message, p1, p2);
    else
        on_line(&lines[index], message, p1, p2);
    struct a_call *call = call_of(ht);
    probed = call != NULL ? call->hd : NULL;
    books_unlock();
    probe_from_elsewhere(probed);
}

static void create_line(DWORD_PTR handle) {
    DWORD index = line_count;
    lines[index] = (struct a_line){.known = true};
    books_unlock();
    if (TSPI(TSPI_providerCreateLineDevice)(handle, FIRST_DEVICE + index) != 0)
        violation("providerCreateLineDevice failed");
    books_lock();
    line_count++; /* only now: who counts may open it */
}

/* LINE_CREATE and LINE_REMOVE have no line. */
static void CALLBACK on_provider(HTAPILINE ht_line, HTAPICALL ht, DWORD message, DWORD_PTR p1, DWORD_PTR p2,
                                 DWORD_PTR p3) {
    (void)p3;
    check_over("message", message);
    books_lock();
    if (ht_line != NULL || ht != NULL)
        violation("a handle in message %u", message);
    if (message == LINE_CREATE && p1 == 0x1234 && line_count < MOST_LINES)
        create_line(p2);
    else if (message == LINE_REMOVE && p1 - FIRST_DEVICE < line_count && !lines[p1 - FIRST_DEVICE].removed)
        lines[p1 - FIRST_DEVICE].removed = true;
    else
        violation("message %u of the provider, %x", message, (unsigned)p1);
    books_unlock();
    probe_from_elsewhere(NULL);
}

static void CALLBACK on_completion(DRV_REQUESTID id, LONG result) {
    check_over("completion", id);
    books_lock();
    measure_completion();
    if (id == 0 || id > request_count || request_state[id] == COMPLETED)
        violation("request %u completed, which does not wait", id);
    else {
        request_state[id] = COMPLETED;
        results[id] = result;
        for (DWORD i = 1; i < call_count; i++)
            if (calls[i].request == id) {
                calls[i].request = 0;
                calls[i].closed = result != 0;
            }
    }
    books_unlock();
    if (GetCurrentThreadId() != holder && atomic_exchange(&hold_next, false)) /* who holds would wait for himself */
        while (holding)
            Sleep(1);
    if (!is_over) /* else the prober has ended */
        probe_from_elsewhere(NULL);
}

bool load(const char *path) {
    module = LoadLibraryA(path);
    return module != NULL;
}

void unload(void) {
    FreeLibrary(module);
}

DWORD start(void) {
    DWORD version = 0, phones = 7, options = 0, found = 0;
    check(TSPI(TSPI_lineNegotiateTSPIVersion)(0xFFFFFFFF, 0x00010003, 0x00030001, &version) == 0);
    check(version == 0x00020002);
    memset(lines, 0, sizeof lines);
    memset(request_state, 0, sizeof request_state);
    call_count = 1;
    request_count = 0;
    is_over = false;
    check(TSPI(TSPI_providerEnumDevices)(1, &found, &phones, (HPROVIDER)(DWORD_PTR)0x1234, on_provider, NULL) == 0);
    check(phones == 0 && found <= MOST_LINES);
    line_count = found;
    for (DWORD i = 0; i < found; i++)
        lines[i].known = true;
    if (!measuring)
        begin_to_probe();
    check(TSPI(TSPI_providerInit)(version, 1, FIRST_DEVICE, 0, found, 0, on_completion, &options) == 0);
    check((options & LINETSPIOPTION_NONREENTRANT) == 0);
    return found;
}

void stop(void) {
    ULONGLONG began = GetTickCount64();
    check(TSPI(TSPI_providerShutdown)(0x00020002, 1) == 0);
    is_over = true;
    check(GetTickCount64() - began < 5000);
    check(waiting_requests() == 0);
    if (!measuring)
        probe_no_more();
}

void open_line(DWORD index) {
    HTAPILINE ht = (HTAPILINE)(DWORD_PTR)(LINE_BASE + index);
    HDRVLINE hd = NULL;
    LONG result = TSPI(TSPI_lineOpen)(FIRST_DEVICE + index, ht, &hd, 0x00020002, on_event);
    books_lock();
    lines[index].hd = hd;
    lines[index].open = true;
    bool removed = lines[index].removed;
    books_unlock();
    if (!removed)
        check(result == 0);
}

void close_line(DWORD index) {
    books_lock();
    lines[index].open = false;
    for (DWORD i = 1; i < call_count; i++)
        calls[i].closing |= calls[i].line == index && calls[i].request == 0; /* with its line */
    closing_count++;
    books_unlock();
    LONG result = TSPI(TSPI_lineClose)(lines[index].hd);
    books_lock();
    for (DWORD i = 1; i < call_count; i++)
        calls[i].closed |= calls[i].line == index && calls[i].closing;
    closing_count--;
    books_unlock();
    check(result == 0);
}

DWORD new_call(DWORD line, DWORD request) {
    books_lock();
    DWORD index = call_count++;
    if (call_count == MOST_CALLS) {
        violation("more calls than the books have room for");
        exit(1);
    }
    calls[index] = (struct a_call){.line = line, .request = request, .announced = true};
    books_unlock();
    return index;
}

DWORD next_request(void) {
    books_lock();
    DWORD id = ++request_count;
    request_state[id] = BEGUN;
    books_unlock();
    return id;
}

bool asked(DWORD request, LONG returned) {
    books_lock();
    if (returned > 0 && (DWORD)returned != request)
        violation("request %u came back as %d", request, (int)returned);
    if (returned == 0)
        violation("request %u came back as 0", request);
    if (returned < 0) {
        request_state[request] = COMPLETED;
        results[request] = returned;
    } else if (request_state[request] == BEGUN)
        request_state[request] = ASKED;
    books_unlock();
    return returned > 0;
}

LONG completed(DWORD request) {
    must_come(request_state[request] == COMPLETED);
    books_lock();
    LONG result = results[request];
    books_unlock();
    return result;
}

void close_call(DWORD index) {
    books_lock();
    calls[index].closing = true;
    closing_count++;
    books_unlock();
    LONG result = TSPI(TSPI_lineCloseCall)(calls[index].hd);
    books_lock();
    closing_count--;
    if (result == 0 && calls[index].request != 0)
        violation("call %u was closed before its request was completed", index);
    calls[index].closed = true;
    books_unlock();
    check(result == 0);
}

DWORD last_state(DWORD call) {
    return calls[call].state_count == 0 ? 0 : calls[call].states[(calls[call].state_count - 1) % MOST_STATES];
}

bool has_been(DWORD call, DWORD state) {
    for (DWORD i = 0; i < calls[call].state_count && i < MOST_STATES; i++)
        if (calls[call].states[i] == state)
            return true;
    return false;
}

DWORD mode_of(DWORD call, DWORD state) {
    for (DWORD i = 0; i < calls[call].state_count && i < MOST_STATES; i++)
        if (calls[call].states[i] == state)
            return calls[call].modes[i];
    return 0xFFFFFFFF;
}

static DWORD waiting(void) {
    DWORD count = 0;
    for (DWORD i = 1; i <= request_count; i++)
        count += request_state[i] != COMPLETED;
    return count;
}

DWORD waiting_requests(void) {
    books_lock();
    DWORD count = waiting();
    books_unlock();
    return count;
}

void wait_for_completions(void) {
    must_come(waiting() == 0);
}

DWORD calls_now(void) {
    books_lock();
    DWORD count = call_count;
    books_unlock();
    return count;
}
