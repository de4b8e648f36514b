#include "placing.h"

#include <stdio.h>

#include "folders.h"
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

/* FALSE on a Windows that has no such folder: one without 32-bit programs. */
static BOOL target_path(wchar_t *path, folder_of folder) {
    wchar_t system[MAX_PATH];
    UINT length = folder(system, MAX_PATH);
    return length > 0 && length < MAX_PATH && exists(system) && inside(path, system, TSP_FILE);
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
        wchar_t program[MAX_PATH], source[MAX_PATH], target[MAX_PATH];
        if (!target_path(target, PLACES[i].target))
            continue;
        if (!program_folder(program) || !inside(source, program, PLACES[i].source) || !exists(source)) {
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
        if (!target_path(target, PLACES[i].target) || !exists(target))
            continue;
        if (!DeleteFileW(target) && !move_aside(target)) {
            say_wrong(L"%ls cannot be removed.", target);
            code = NO_FILE;
        }
    }
    return code;
}
