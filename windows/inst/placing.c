#include "placing.h"

#include <stdio.h>

#include "say.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef UINT(WINAPI *folder_of)(LPWSTR, UINT);

/* The x86 file serves the dialogs of 32-bit applications, which load it themselves; the telephony service is 64 bit. */
static const struct {
    const wchar_t *source;
    folder_of target;
} PLACES[] = {
    {L"tapi\\x64\\" TSP_FILE, GetSystemDirectoryW},
    {L"tapi\\x86\\" TSP_FILE, GetSystemWow64DirectoryW},
};

static BOOL beside_this_program(wchar_t *path, const wchar_t *name) {
    DWORD length = GetModuleFileNameW(NULL, path, MAX_PATH);
    if (length == 0 || length >= MAX_PATH)
        return FALSE;
    while (length > 0 && path[length - 1] != L'\\')
        length--;
    return _snwprintf(path + length, MAX_PATH - length, L"%ls", name) < (int)(MAX_PATH - length);
}

/* FALSE on a Windows that has no such folder: one without 32-bit programs. */
static BOOL target_path(wchar_t *path, folder_of folder) {
    UINT length = folder(path, MAX_PATH);
    if (length == 0 || length + COUNT(L"\\" TSP_FILE) > MAX_PATH || GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES)
        return FALSE;
    return lstrcatW(path, L"\\" TSP_FILE) != NULL;
}

/* A loaded file cannot be written, but renamed: the running service goes on with the old one. */
static BOOL move_aside(const wchar_t *path) {
    wchar_t aside[MAX_PATH + 16];
    _snwprintf(aside, COUNT(aside), L"%ls.%lx", path, GetTickCount());
    return MoveFileW(path, aside) && (DeleteFileW(aside) || MoveFileExW(aside, NULL, MOVEFILE_DELAY_UNTIL_REBOOT));
}

static int place(const wchar_t *source, const wchar_t *target) {
    if (!CopyFileW(source, target, FALSE) && !(move_aside(target) && CopyFileW(source, target, FALSE))) {
        say_wrong(L"%ls cannot be written.", target);
        return NO_FILE;
    }
    say(L"%ls", target);
    return DONE;
}

int place_files(void) {
    for (unsigned i = 0; i < COUNT(PLACES); i++) {
        wchar_t source[MAX_PATH], target[MAX_PATH];
        if (!target_path(target, PLACES[i].target))
            continue;
        if (!beside_this_program(source, PLACES[i].source) || GetFileAttributesW(source) == INVALID_FILE_ATTRIBUTES) {
            say_wrong(L"%ls is missing: install ctibridge again.", source);
            return NO_FILE;
        }
        int code = place(source, target);
        if (code != DONE)
            return code;
    }
    return DONE;
}

int take_files_away(void) {
    int code = DONE;
    for (unsigned i = 0; i < COUNT(PLACES); i++) {
        wchar_t target[MAX_PATH];
        if (!target_path(target, PLACES[i].target) || GetFileAttributesW(target) == INVALID_FILE_ATTRIBUTES)
            continue;
        if (!DeleteFileW(target) && !move_aside(target)) {
            say_wrong(L"%ls cannot be removed.", target);
            code = NO_FILE;
        }
    }
    return code;
}
