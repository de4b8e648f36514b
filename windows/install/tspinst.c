/* tspinst add|remove|list|repair [NAME]: the list of service providers of Windows; tspinst token FILE: the secret.
   Exit code 0 when it is as asked for.
   It must be a 64-bit program on 64-bit Windows: lineAddProvider loads the provider into the process that calls it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define WIN32_LEAN_AND_MEAN
#define TAPI_CURRENT_VERSION 0x00020002
#include <windows.h>

#include <tapi.h>

#include "token.h"

#define VERSION 0x00020002
#define MOST_BYTES (1 << 20)

/* By name: without TAPI the program says so and does not just fail to start. */
static struct {
    LONG(WINAPI *list)(DWORD version, LPLINEPROVIDERLIST list);
    LONG(WINAPI *add)(LPCWSTR file, HWND owner, LPDWORD id);
    LONG(WINAPI *remove)(DWORD id, HWND owner);
} tapi;

static void find(HMODULE dll, const char *name, void *place) {
    FARPROC found = GetProcAddress(dll, name);
    memcpy(place, &found, sizeof found);
}

static int load(void) {
    HMODULE dll = LoadLibraryA("tapi32.dll");
    if (dll == NULL)
        return 0;
    find(dll, "lineGetProviderListW", &tapi.list);
    find(dll, "lineAddProviderW", &tapi.add);
    find(dll, "lineRemoveProvider", &tapi.remove);
    return tapi.list != NULL && tapi.add != NULL && tapi.remove != NULL;
}

static int failed(const char *what, LONG result) {
    fprintf(stderr, "%s: %08lx%s\n", what, (unsigned long)result,
            result == (LONG)LINEERR_OPERATIONFAILED ? " (as an administrator?)" : "");
    return 1;
}

/* The list, which the caller frees; NULL after saying why not. */
static LINEPROVIDERLIST *read_list(void) {
    DWORD size = 4096;
    LINEPROVIDERLIST *list = NULL;
    while (size <= MOST_BYTES) {
        free(list);
        list = calloc(1, size + sizeof(WCHAR)); /* a zero behind the last name, whatever is in it */
        if (list == NULL)
            return NULL;
        list->dwTotalSize = size;
        LONG result = tapi.list(VERSION, list);
        if (result != 0) {
            free(list);
            failed("the list of providers cannot be read", result);
            return NULL;
        }
        if (list->dwNeededSize <= size)
            return list;
        size = list->dwNeededSize;
    }
    free(list);
    return NULL;
}

static const LINEPROVIDERENTRY *entry_at(const LINEPROVIDERLIST *list, DWORD i) {
    DWORD at = list->dwProviderListOffset + i * sizeof(LINEPROVIDERENTRY);
    return at <= list->dwTotalSize - sizeof(LINEPROVIDERENTRY) ? (const void *)((const BYTE *)list + at) : NULL;
}

static const WCHAR *name_of(const LINEPROVIDERLIST *list, const LINEPROVIDERENTRY *entry) {
    DWORD at = entry->dwProviderFilenameOffset;
    return at % sizeof(WCHAR) == 0 && at < list->dwTotalSize ? (const void *)((const BYTE *)list + at) : L"";
}

static const WCHAR *last_part(const WCHAR *path) {
    const WCHAR *slash = wcsrchr(path, L'\\');
    return slash != NULL ? slash + 1 : path;
}

/* The id of a provider by its file's name; 0 when it is not there. */
static DWORD id_of(const WCHAR *name) {
    LINEPROVIDERLIST *list = read_list();
    const LINEPROVIDERENTRY *entry;
    DWORD id = 0;
    for (DWORD i = 0; list != NULL && i < list->dwNumProviders && (entry = entry_at(list, i)) != NULL; i++)
        if (_wcsicmp(last_part(name_of(list, entry)), last_part(name)) == 0)
            id = entry->dwPermanentProviderID;
    free(list);
    return id;
}

static int list_all(const WCHAR *unused) {
    LINEPROVIDERLIST *list = read_list();
    const LINEPROVIDERENTRY *entry;
    (void)unused;
    if (list == NULL)
        return 1;
    for (DWORD i = 0; i < list->dwNumProviders && (entry = entry_at(list, i)) != NULL; i++)
        wprintf(L"%lu %ls\n", entry->dwPermanentProviderID, name_of(list, entry));
    free(list);
    return 0;
}

static int add(const WCHAR *name) {
    DWORD id = id_of(name);
    if (id != 0)
        return 0;
    LONG result = tapi.add(name, NULL, &id);
    return result == 0 ? 0 : failed("the provider cannot be added", result);
}

static int take_out(const WCHAR *name) {
    DWORD id = id_of(name);
    if (id == 0)
        return 0;
    LONG result = tapi.remove(id, NULL);
    return result == 0 ? 0 : failed("the provider cannot be removed", result);
}

/* An entry may be there and not work after an update of Windows: it is made anew. */
static int repair(const WCHAR *name) {
    return take_out(name) != 0 ? 1 : add(name);
}

static const struct {
    const WCHAR *name;
    int words;
    int (*perform)(const WCHAR *name);
} commands[] = {{L"list", 2, list_all}, {L"add", 3, add}, {L"remove", 3, take_out}, {L"repair", 3, repair}};

int wmain(int count, WCHAR **words) {
    if (count == 3 && wcscmp(words[1], L"token") == 0)
        return make_token(words[2]);
    for (size_t i = 0; count >= 2 && i < sizeof commands / sizeof *commands; i++) {
        if (wcscmp(words[1], commands[i].name) != 0 || count != commands[i].words)
            continue;
        if (load())
            return commands[i].perform(count > 2 ? words[2] : NULL);
        fprintf(stderr, "there is no TAPI on this machine\n");
        return 1;
    }
    fprintf(stderr, "tspinst list | add NAME.tsp | remove NAME.tsp | repair NAME.tsp | token FILE\n");
    return 2;
}
