#include "link.h"

#include <stdio.h>
#include <stdlib.h>

#define PORT L"PORT"
#define DIGITS 16

/* The 64-bit view, which a 64-bit program sees by itself. */
static LSTATUS read_port(wchar_t *text) {
    DWORD size = DIGITS * sizeof *text;
    return RegGetValueW(HKEY_LOCAL_MACHINE, TAPI_KEY, PORT, RRF_RT_REG_SZ, NULL, text, &size);
}

BOOL link_keep_port(void) {
    wchar_t text[DIGITS];
    if (read_port(text) != ERROR_FILE_NOT_FOUND)
        return TRUE;
    _snwprintf(text, DIGITS, L"%u", DEFAULT_PORT);
    LSTATUS status = RegSetKeyValueW(HKEY_LOCAL_MACHINE, TAPI_KEY, PORT, REG_SZ, text,
                                     (lstrlenW(text) + 1) * sizeof *text);
    SetLastError((DWORD)status);
    return status == ERROR_SUCCESS;
}

void link_forget_port(void) { RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, TAPI_KEY, PORT); }

unsigned link_port(void) {
    wchar_t text[DIGITS], *end = text;
    LSTATUS status = read_port(text);
    SetLastError((DWORD)status);
    if (status == ERROR_FILE_NOT_FOUND || status == ERROR_PATH_NOT_FOUND || status == ERROR_ACCESS_DENIED)
        return 0;
    unsigned long port = status == ERROR_SUCCESS ? wcstoul(text, &end, 10) : 0;
    return port == 0 || port > 65535 || *end != L'\0' ? DEFAULT_PORT : (unsigned)port;
}
