/* Locks, conditions and threads of Windows, on those of POSIX. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <windows.h>

#include "handles.h"

/* A lock of Windows needs no beginning and no end: its own is made when it is first used, and stays. */
static void *own_of(void **place, size_t size, void (*begin)(void *)) {
    void *own = __atomic_load_n(place, __ATOMIC_ACQUIRE), *fresh, *none = NULL;
    if (own != NULL)
        return own;
    fresh = calloc(1, size);
    begin(fresh);
    if (__atomic_compare_exchange_n(place, &none, fresh, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return fresh;
    free(fresh);
    return none;
}

static void begin_mutex(void *mutex) {
    pthread_mutex_init(mutex, NULL);
}

static void begin_condition(void *condition) {
    pthread_cond_init(condition, NULL);
}

static pthread_mutex_t *mutex_of(SRWLOCK *lock) {
    return own_of(&lock->own, sizeof(pthread_mutex_t), begin_mutex);
}

static pthread_cond_t *condition_of(CONDITION_VARIABLE *condition) {
    return own_of(&condition->own, sizeof(pthread_cond_t), begin_condition);
}

void AcquireSRWLockExclusive(SRWLOCK *lock) {
    pthread_mutex_lock(mutex_of(lock));
}

void ReleaseSRWLockExclusive(SRWLOCK *lock) {
    pthread_mutex_unlock(mutex_of(lock));
}

static struct timespec after(DWORD ms) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

BOOL SleepConditionVariableSRW(CONDITION_VARIABLE *condition, SRWLOCK *lock, DWORD ms, ULONG flags) {
    struct timespec end = after(ms);
    (void)flags;
    return pthread_cond_timedwait(condition_of(condition), mutex_of(lock), &end) == 0;
}

void WakeAllConditionVariable(CONDITION_VARIABLE *condition) {
    pthread_cond_broadcast(condition_of(condition));
}

struct start {
    LPTHREAD_START_ROUTINE run;
    LPVOID argument;
    DWORD id; /* set by the thread before CreateThread returns */
    pthread_mutex_t lock;
    pthread_cond_t begun;
};

static void *run(void *argument) {
    struct start *start = argument;
    LPTHREAD_START_ROUTINE routine = start->run;
    LPVOID its = start->argument;
    pthread_mutex_lock(&start->lock);
    start->id = GetCurrentThreadId();
    pthread_cond_signal(&start->begun);
    pthread_mutex_unlock(&start->lock);
    routine(its);
    return NULL;
}

HANDLE CreateThread(void *security, size_t stack, LPTHREAD_START_ROUTINE routine, LPVOID argument, DWORD flags,
                    LPDWORD id) {
    struct start start = {routine, argument, 0, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER};
    struct handle *handle = calloc(1, sizeof *handle);
    (void)security, (void)stack, (void)flags;
    handle->kind = A_THREAD;
    pthread_create(&handle->thread, NULL, run, &start);
    pthread_mutex_lock(&start.lock);
    while (start.id == 0)
        pthread_cond_wait(&start.begun, &start.lock);
    pthread_mutex_unlock(&start.lock);
    if (id != NULL)
        *id = start.id;
    return handle;
}

void FreeLibraryAndExitThread(HMODULE module, DWORD code) {
    (void)module, (void)code;
    pthread_exit(NULL);
}

DWORD WaitForSingleObject(HANDLE object, DWORD ms) {
    struct handle *handle = object;
    struct timespec end = after(ms == INFINITE ? 3600000 : ms);
    return pthread_timedjoin_np(handle->thread, NULL, &end) == 0 ? WAIT_OBJECT_0 : WAIT_TIMEOUT;
}

DWORD GetCurrentThreadId(void) {
    return (DWORD)syscall(SYS_gettid);
}

DWORD GetCurrentProcessId(void) {
    return (DWORD)getpid();
}

void Sleep(DWORD ms) {
    usleep(ms * 1000);
}

ULONGLONG GetTickCount64(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (ULONGLONG)t.tv_sec * 1000 + (ULONGLONG)t.tv_nsec / 1000000;
}

/* The clock that Wine takes. */
BOOL QueryPerformanceCounter(LARGE_INTEGER *now) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_RAW, &t);
    now->QuadPart = (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
    return TRUE;
}

BOOL QueryPerformanceFrequency(LARGE_INTEGER *second) {
    second->QuadPart = 1000000000;
    return TRUE;
}

void GetSystemTime(SYSTEMTIME *time_out) {
    struct timespec t;
    struct tm tm;
    clock_gettime(CLOCK_REALTIME, &t);
    gmtime_r(&t.tv_sec, &tm);
    *time_out = (SYSTEMTIME){(WORD)(tm.tm_year + 1900), (WORD)(tm.tm_mon + 1), (WORD)tm.tm_wday,
                             (WORD)tm.tm_mday,          (WORD)tm.tm_hour,      (WORD)tm.tm_min,
                             (WORD)tm.tm_sec,           (WORD)(t.tv_nsec / 1000000)};
}
