#include "folders.h"

#include <shlobj.h>
#include <stdio.h>

#define DATA L"ctibridge"

BOOL program_folder(wchar_t *path) {
    DWORD length = GetModuleFileNameW(NULL, path, MAX_PATH);
    if (length == 0 || length >= MAX_PATH)
        return FALSE;
    while (length > 0 && path[length - 1] != L'\\')
        length--;
    if (length > 0)
        path[length - 1] = L'\0';
    return length > 0;
}

/* Not from the environment: an installer runs with rights that the caller's environment must not steer. */
BOOL data_folder(wchar_t *path) {
    wchar_t common[MAX_PATH];
    return SHGetFolderPathW(NULL, CSIDL_COMMON_APPDATA, NULL, SHGFP_TYPE_CURRENT, common) == S_OK &&
           inside(path, common, DATA);
}

BOOL inside(wchar_t *path, const wchar_t *folder, const wchar_t *name) {
    int length = _snwprintf(path, MAX_PATH, L"%ls\\%ls", folder, name);
    return length > 0 && length < MAX_PATH;
}

BOOL exists(const wchar_t *path) { return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES; }
