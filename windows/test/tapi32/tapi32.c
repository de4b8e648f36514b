/* A tapi32.dll for the tests of tspinst: a list of providers in a file, whose name is in TAPI32_LIST, one a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define WIN32_LEAN_AND_MEAN
#define TAPI_CURRENT_VERSION 0x00020002
#include <windows.h>

#include <tapi.h>

#define MOST 200

static struct {
    DWORD id;
    WCHAR name[100];
} providers[MOST];
static DWORD count;

static void read_file(void) {
    FILE *file = fopen(getenv("TAPI32_LIST"), "r");
    count = 0;
    while (file != NULL && count < MOST && fwscanf(file, L"%lu %99ls", &providers[count].id, providers[count].name) == 2)
        count++;
    if (file != NULL)
        fclose(file);
}

static void write_file(void) {
    FILE *file = fopen(getenv("TAPI32_LIST"), "w");
    for (DWORD i = 0; i < count; i++)
        fwprintf(file, L"%lu %ls\n", providers[i].id, providers[i].name);
    fclose(file);
}

__declspec(dllexport) LONG WINAPI lineGetProviderListW(DWORD version, LPLINEPROVIDERLIST list) {
    read_file();
    DWORD names = sizeof *list + count * sizeof(LINEPROVIDERENTRY), size = names + count * sizeof providers->name;
    if (version != 0x00020002)
        return LINEERR_INCOMPATIBLEAPIVERSION;
    list->dwNeededSize = size;
    list->dwUsedSize = sizeof *list;
    if (list->dwTotalSize < size)
        return 0;
    list->dwNumProviders = count;
    list->dwProviderListOffset = sizeof *list;
    LINEPROVIDERENTRY *entry = (LINEPROVIDERENTRY *)(list + 1);
    for (DWORD i = 0; i < count; i++, entry++, names += sizeof providers->name) {
        *entry = (LINEPROVIDERENTRY){providers[i].id, sizeof providers->name, names};
        memcpy((BYTE *)list + names, providers[i].name, sizeof providers->name);
    }
    return 0;
}

__declspec(dllexport) LONG WINAPI lineAddProviderW(LPCWSTR name, HWND owner, LPDWORD id) {
    (void)owner;
    read_file();
    if (wcscmp(name, L"forbidden.tsp") == 0)
        return LINEERR_OPERATIONFAILED;
    providers[count].id = *id = count + 10;
    wcscpy(providers[count++].name, name);
    write_file();
    return 0;
}

__declspec(dllexport) LONG WINAPI lineRemoveProvider(DWORD id, HWND owner) {
    (void)owner;
    read_file();
    for (DWORD i = 0; i < count; i++)
        if (providers[i].id == id) {
            providers[i] = providers[--count];
            write_file();
            return 0;
        }
    return LINEERR_INVALPARAM;
}
