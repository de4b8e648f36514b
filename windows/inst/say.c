#include "say.h"

#include <stdarg.h>
#include <stdio.h>
#include <windows.h>

#define LONGEST 1024 /* characters of a message */

/* The C library would write the console's code page; pipes and files get UTF-8. */
static void put(DWORD handle, const wchar_t *text) {
    char bytes[LONGEST * 3];
    int length = WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof bytes, NULL, NULL);
    DWORD written;
    if (length > 1)
        WriteFile(GetStdHandle(handle), bytes, (DWORD)length - 1, &written, NULL);
}

static void put_formatted(DWORD handle, const wchar_t *format, va_list arguments) {
    wchar_t text[LONGEST];
    if (_vsnwprintf(text, LONGEST - 1, format, arguments) < 0)
        text[LONGEST - 2] = L'~';
    text[LONGEST - 1] = L'\0';
    put(handle, text);
    put(handle, L"\r\n");
}

void say(const wchar_t *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    put_formatted(STD_OUTPUT_HANDLE, format, arguments);
    va_end(arguments);
}

void say_wrong(const wchar_t *format, ...) {
    DWORD error = GetLastError();
    va_list arguments;
    va_start(arguments, format);
    put_formatted(STD_ERROR_HANDLE, format, arguments);
    va_end(arguments);
    wchar_t reason[LONGEST];
    if (error != 0 && FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error, 0, reason,
                                     LONGEST, NULL) != 0) {
        put(STD_ERROR_HANDLE, L"  ");
        put(STD_ERROR_HANDLE, reason);
    }
}
