#include "journal.h"

#include <stdarg.h>
#include <stdio.h>

#define NAME L"ctibridge.log"
#define MOST_BYTES (5 * 1024 * 1024) /* as big as an editor likes it; a day of a busy house */
#define KEPT 5

static CRITICAL_SECTION lock;
static HANDLE file = INVALID_HANDLE_VALUE;
static wchar_t path[MAX_PATH];
static LONGLONG size;

static void open_file(void) {
    file = CreateFileW(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_ALWAYS,
                       FILE_ATTRIBUTE_NORMAL, NULL);
    LARGE_INTEGER length = {.QuadPart = 0};
    if (file != INVALID_HANDLE_VALUE)
        GetFileSizeEx(file, &length);
    size = length.QuadPart;
}

static void turn_over(void) {
    wchar_t older[MAX_PATH + 8], newer[MAX_PATH + 8];
    CloseHandle(file);
    for (int number = KEPT; number > 0; number--) {
        _snwprintf(older, MAX_PATH + 8, L"%ls.%d", path, number);
        _snwprintf(newer, MAX_PATH + 8, number > 1 ? L"%ls.%d" : L"%ls", path, number - 1);
        MoveFileExW(newer, older, MOVEFILE_REPLACE_EXISTING);
    }
    open_file();
}

BOOL journal_open(const wchar_t *folder) {
    InitializeCriticalSection(&lock);
    _snwprintf(path, MAX_PATH - 1, L"%ls\\" NAME, folder);
    open_file();
    return file != INVALID_HANDLE_VALUE;
}

void journal_write(const char *bytes, DWORD length) {
    DWORD written;
    EnterCriticalSection(&lock);
    if (file != INVALID_HANDLE_VALUE && size > MOST_BYTES)
        turn_over();
    if (file != INVALID_HANDLE_VALUE && WriteFile(file, bytes, length, &written, NULL))
        size += written;
    LeaveCriticalSection(&lock);
}

void journal_say(const char *format, ...) {
    char line[512];
    SYSTEMTIME now;
    GetSystemTime(&now);
    int start = snprintf(line, sizeof line, "%04d-%02d-%02dT%02d:%02d:%02dZ service: ", now.wYear, now.wMonth, now.wDay,
                         now.wHour, now.wMinute, now.wSecond);
    va_list arguments;
    va_start(arguments, format);
    int length = start + vsnprintf(line + start, sizeof line - (size_t)start - 2, format, arguments);
    va_end(arguments);
    if (length > (int)sizeof line - 3)
        length = sizeof line - 3;
    line[length] = '\r';
    line[length + 1] = '\n';
    journal_write(line, (DWORD)length + 2);
}

void journal_close(void) {
    EnterCriticalSection(&lock);
    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
    file = INVALID_HANDLE_VALUE;
    LeaveCriticalSection(&lock);
}
