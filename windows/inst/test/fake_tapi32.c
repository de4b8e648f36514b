/* A stand-in for tapi32.dll in tests: Wine's refuses all of this. Its list lives in the registry, as the real one's does;
   FAKE_TAPI in the environment has it answer wrongly. Build: -shared, as tapi32.dll beside tspinst.exe. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define TAPI_CURRENT_VERSION 0x00020002
#include <tapi.h>

#define KEY L"Software\\ctibridge-test\\Providers"
#define MOST 32

struct row {
    DWORD id;
    wchar_t file[MAX_PATH];
};

static BOOL mode_is(const char *name) {
    char mode[32] = "";
    GetEnvironmentVariableA("FAKE_TAPI", mode, sizeof mode);
    return strcmp(mode, name) == 0;
}

static unsigned rows(struct row *row) {
    HKEY key;
    unsigned count = 0;
    if (RegOpenKeyW(HKEY_LOCAL_MACHINE, KEY, &key) != ERROR_SUCCESS)
        return 0;
    for (DWORD i = 0; count < MOST; i++) {
        wchar_t name[16];
        DWORD length = 16, size = sizeof row[count].file;
        if (RegEnumValueW(key, i, name, &length, NULL, NULL, (BYTE *)row[count].file, &size) != ERROR_SUCCESS)
            break;
        row[count++].id = wcstoul(name, NULL, 10);
    }
    RegCloseKey(key);
    return count;
}

static DWORD needed(const struct row *row, unsigned count) {
    DWORD size = sizeof(LINEPROVIDERLIST) + count * sizeof(LINEPROVIDERENTRY);
    for (unsigned i = 0; i < count; i++)
        size += (lstrlenW(row[i].file) + 1) * sizeof(wchar_t);
    return size;
}

static void spoil(LINEPROVIDERLIST *list) {
    LINEPROVIDERENTRY *entry = (LINEPROVIDERENTRY *)((BYTE *)list + list->dwProviderListOffset);
    if (mode_is("far-list"))
        list->dwProviderListOffset = 0xFFFFFF00u;
    if (mode_is("far-name"))
        entry->dwProviderFilenameOffset = 0xFFFFFFF0u;
    if (mode_is("long-name"))
        entry->dwProviderFilenameSize = 0x7FFFFFFFu;
    if (mode_is("more-than-room"))
        list->dwUsedSize = list->dwTotalSize + 4096;
    if (mode_is("million"))
        list->dwNumProviders = 1000000;
}

__declspec(dllexport) LONG WINAPI lineGetProviderListW(DWORD version, LPLINEPROVIDERLIST list) {
    struct row row[MOST];
    unsigned count = rows(row);
    if (version < 0x00010004 || mode_is("refuse"))
        return LINEERR_OPERATIONFAILED;
    list->dwNeededSize = needed(row, count) + (mode_is("needs-more") ? 8192 : 0);
    list->dwUsedSize = sizeof *list;
    if (mode_is("endless"))
        list->dwNeededSize = list->dwTotalSize + 1;
    if (list->dwNeededSize > list->dwTotalSize)
        return 0;
    list->dwNumProviders = count;
    list->dwProviderListOffset = sizeof *list;
    list->dwProviderListSize = count * sizeof(LINEPROVIDERENTRY);
    DWORD end = list->dwProviderListOffset + list->dwProviderListSize;
    LINEPROVIDERENTRY *entry = (LINEPROVIDERENTRY *)(list + 1);
    for (unsigned i = 0; i < count; i++) {
        DWORD size = (lstrlenW(row[i].file) + 1) * sizeof(wchar_t);
        entry[i] = (LINEPROVIDERENTRY){row[i].id, size, end};
        memcpy((BYTE *)list + end, row[i].file, size);
        end += size;
    }
    list->dwUsedSize = end;
    spoil(list);
    return 0;
}

__declspec(dllexport) LONG WINAPI lineAddProviderW(LPCWSTR file, HWND owner, LPDWORD id) {
    struct row row[MOST];
    unsigned count = rows(row);
    if (mode_is("refuse-add") || owner != NULL)
        return LINEERR_NODRIVER;
    for (unsigned i = 0; i < count; i++)
        *id = max(*id, row[i].id);
    wchar_t name[16];
    swprintf(name, 16, L"%lu", ++*id);
    LSTATUS status = RegSetKeyValueW(HKEY_LOCAL_MACHINE, KEY, name, REG_SZ, file, (lstrlenW(file) + 1) * sizeof *file);
    return status == ERROR_SUCCESS ? 0 : (LONG)LINEERR_OPERATIONFAILED;
}

static BOOL is_in_place(void) {
    wchar_t path[MAX_PATH + 16];
    GetSystemDirectoryW(path, MAX_PATH);
    return GetFileAttributesW(lstrcatW(path, L"\\ctibridge.tsp")) != INVALID_FILE_ATTRIBUTES;
}

__declspec(dllexport) LONG WINAPI lineRemoveProvider(DWORD id, HWND owner) {
    wchar_t name[16];
    if (mode_is("load-to-remove") && !is_in_place())
        return LINEERR_NODRIVER;
    swprintf(name, 16, L"%lu", id);
    if (owner != NULL || mode_is("refuse-remove"))
        return LINEERR_OPERATIONFAILED;
    return RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, KEY, name) == ERROR_SUCCESS ? 0 : (LONG)LINEERR_INVALPARAM;
}
