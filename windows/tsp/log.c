/* One file, renamed to .old at a megabyte: a full disk is worse than a short memory. */
#include "log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "platform.h"

#define MOST_BYTES (1 << 20)
#define PATH_SIZE 600

static SRWLOCK lock = SRWLOCK_INIT;
static HANDLE file = INVALID_HANDLE_VALUE;
static atomic_int most = LOG_OFF;
static char path[PATH_SIZE];
static DWORD written;

static void open_file(void) {
    file = CreateFileA(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_ALWAYS,
                       FILE_ATTRIBUTE_NORMAL, NULL);
    written = file != INVALID_HANDLE_VALUE ? GetFileSize(file, NULL) : 0;
}

static void turn_over(void) {
    char old[PATH_SIZE + 4];
    CloseHandle(file);
    snprintf(old, sizeof old, "%s.old", path);
    MoveFileExA(path, old, MOVEFILE_REPLACE_EXISTING);
    open_file();
    if (written >= MOST_BYTES) { /* it could not be renamed */
        CloseHandle(file);
        file = INVALID_HANDLE_VALUE;
    }
}

void log_open(const char *folder, enum log_level level) {
    AcquireSRWLockExclusive(&lock);
    most = (int)level;
    if (folder[0] != '\0' && level != LOG_OFF && file == INVALID_HANDLE_VALUE) {
        snprintf(path, sizeof path, "%s\\tsp-%lu.log", folder, (unsigned long)GetCurrentProcessId());
        open_file();
    }
    ReleaseSRWLockExclusive(&lock);
}

void log_close(void) {
    AcquireSRWLockExclusive(&lock);
    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
    file = INVALID_HANDLE_VALUE;
    most = LOG_OFF;
    ReleaseSRWLockExclusive(&lock);
}

static int begin(char *text, size_t size, enum log_level level) {
    static const char *const names[] = {"", "error", "info", "debug"};
    SYSTEMTIME t;
    GetSystemTime(&t);
    return snprintf(text, size, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ %s %lu ", t.wYear, t.wMonth, t.wDay, t.wHour,
                    t.wMinute, t.wSecond, t.wMilliseconds, names[level], (unsigned long)GetCurrentThreadId());
}

static void put(const char *text) {
    DWORD length = (DWORD)strlen(text), put_out;
    AcquireSRWLockExclusive(&lock);
    if (file != INVALID_HANDLE_VALUE && WriteFile(file, text, length, &put_out, NULL)) {
        written += put_out;
        if (written >= MOST_BYTES)
            turn_over();
    }
    ReleaseSRWLockExclusive(&lock);
}

void log_write(enum log_level level, const char *format, ...) {
    char text[400];
    if ((int)level > most)
        return;
    int used = begin(text, sizeof text, level);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, sizeof text - (size_t)used - 2, format, arguments);
    va_end(arguments);
    strcat(text, "\r\n");
    put(text);
    if (level == LOG_ERROR)
        OutputDebugStringA(text);
}
