/* Windows with one thread: locks that find who would wait for himself, a clock that goes when somebody waits. */
#include "alone.h"

#include <stdlib.h>

#include "../shim/handles.h"

static unsigned held;
static ULONGLONG now = 1000;
static LPTHREAD_START_ROUTINE reader;
static LPVOID argument;

void alone_pass(DWORD ms) {
    now += ms;
}

void alone_run_reader(void) {
    reader(argument);
}

bool alone_is_locked(void) {
    return held != 0;
}

void AcquireSRWLockExclusive(SRWLOCK *lock) {
    if (lock->own != NULL)
        abort();
    lock->own = lock;
    held++;
}

void ReleaseSRWLockExclusive(SRWLOCK *lock) {
    if (lock->own == NULL)
        abort();
    lock->own = NULL;
    held--;
}

/* Nobody else could change anything. */
BOOL SleepConditionVariableSRW(CONDITION_VARIABLE *condition, SRWLOCK *lock, DWORD ms, ULONG flags) {
    (void)condition, (void)lock, (void)flags;
    now += ms;
    return FALSE;
}

void WakeAllConditionVariable(CONDITION_VARIABLE *condition) {
    (void)condition;
}

HANDLE CreateThread(void *security, size_t stack, LPTHREAD_START_ROUTINE run, LPVOID its, DWORD flags, LPDWORD id) {
    (void)security, (void)stack, (void)flags;
    struct handle *handle = calloc(1, sizeof *handle);
    handle->kind = A_THREAD;
    reader = run;
    argument = its;
    *id = 2;
    return handle;
}

DWORD WaitForSingleObject(HANDLE object, DWORD ms) {
    (void)object, (void)ms;
    return WAIT_OBJECT_0;
}

void FreeLibraryAndExitThread(HMODULE module, DWORD code) {
    (void)module, (void)code;
    abort(); /* the session is left before */
}

DWORD GetCurrentThreadId(void) {
    return 1;
}

DWORD GetCurrentProcessId(void) {
    return 1;
}

void Sleep(DWORD ms) {
    now += ms;
}

ULONGLONG GetTickCount64(void) {
    return now;
}

void GetSystemTime(SYSTEMTIME *time_out) {
    *time_out = (SYSTEMTIME){.wYear = 2026, .wMonth = 1, .wDay = 1};
}
