#include "telephony.h"

#include "say.h"

#define TAPI_CURRENT_VERSION 0x00020002
#include <tapi.h>

#define MOST_BYTES (1024u * 1024u) /* nobody has such a list: an answer that wants more is wrong */
#define ROUNDS 4                   /* the list may grow between two calls */

typedef LONG(WINAPI *get_list)(DWORD, LPLINEPROVIDERLIST);
typedef LONG(WINAPI *add_provider)(LPCWSTR, HWND, LPDWORD);
typedef LONG(WINAPI *remove_provider)(DWORD, HWND);

/* Not linked: where Windows has no telephony, the program must still start and say so. */
static FARPROC function(const char *name) {
    static HMODULE tapi32;
    if (tapi32 == NULL)
        tapi32 = LoadLibraryW(L"tapi32.dll");
    FARPROC found = tapi32 == NULL ? NULL : GetProcAddress(tapi32, name);
    if (found == NULL)
        say_wrong(L"This Windows has no %hs in tapi32.dll: it has no telephony, or a stand-in of it.", name);
    return found;
}

static const struct {
    LONG code;
    const wchar_t *reason;
} REASONS[] = {
    {LINEERR_OPERATIONFAILED, L"it failed; is the policy on svchost mitigation set, or the file of the wrong width?"},
    {LINEERR_NOMULTIPLEINSTANCE, L"it is there already"},
    {LINEERR_INVALPOINTER, L"the file name cannot be read"},
    {LINEERR_NODRIVER, L"the file, or one that it needs, cannot be loaded"},
    {LINEERR_NOMEM, L"out of memory"},
    {LINEERR_INIFILECORRUPT, L"the list of providers in the registry is damaged"},
    {LINEERR_OPERATIONUNAVAIL, L"it does not offer this"},
    {LINEERR_RESOURCEUNAVAIL, L"out of resources"},
    {LINEERR_INVALPARAM, L"a value is wrong"},
};

static int refused(const wchar_t *what, LONG code) {
    const wchar_t *reason = L"look the code up in tapi.h";
    for (unsigned i = 0; i < sizeof REASONS / sizeof REASONS[0]; i++)
        if (REASONS[i].code == code)
            reason = REASONS[i].reason;
    SetLastError(0);
    say_wrong(L"The telephony service did not %ls (0x%08lX): %ls.", what, (unsigned long)code, reason);
    return REFUSED;
}

static BOOL is_inside(DWORD offset, DWORD size, DWORD used) {
    return offset <= used && size <= used - offset;
}

static BOOL take_name(wchar_t *name, const LINEPROVIDERLIST *raw, const LINEPROVIDERENTRY *entry) {
    DWORD size = entry->dwProviderFilenameSize;
    if (!is_inside(entry->dwProviderFilenameOffset, size, raw->dwUsedSize))
        return FALSE;
    DWORD length = min(size / sizeof *name, MAX_PATH - 1);
    CopyMemory(name, (const BYTE *)raw + entry->dwProviderFilenameOffset, length * sizeof *name);
    name[length] = L'\0'; /* TAPI ends it already; who fakes TAPI may not */
    return TRUE;
}

static BOOL take_entries(struct provider_list *list, const LINEPROVIDERLIST *raw) {
    DWORD count = min(raw->dwNumProviders, MOST_PROVIDERS);
    if (raw->dwUsedSize > raw->dwTotalSize ||
        !is_inside(raw->dwProviderListOffset, count * (DWORD)sizeof(LINEPROVIDERENTRY), raw->dwUsedSize))
        return FALSE;
    for (list->count = 0; list->count < count; list->count++) {
        LINEPROVIDERENTRY entry;
        CopyMemory(&entry, (const BYTE *)raw + raw->dwProviderListOffset + list->count * sizeof entry, sizeof entry);
        struct provider *provider = &list->provider[list->count];
        provider->id = entry.dwPermanentProviderID;
        if (!take_name(provider->file, raw, &entry))
            return FALSE;
    }
    return TRUE;
}

/* Asks with more and more room until the list fits. NULL: it was refused, and that was said. */
static LINEPROVIDERLIST *fetch(get_list ask) {
    DWORD size = 4096;
    for (int round = 0; round < ROUNDS && size <= MOST_BYTES; round++) {
        LINEPROVIDERLIST *raw = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size);
        if (raw == NULL)
            break;
        raw->dwTotalSize = size;
        LONG code = ask(TAPI_CURRENT_VERSION, raw);
        BOOL is_whole = code == 0 && raw->dwNeededSize <= size;
        if (is_whole)
            return raw;
        size = max(raw->dwNeededSize, size * 2);
        HeapFree(GetProcessHeap(), 0, raw);
        if (code != 0 && code != (LONG)LINEERR_STRUCTURETOOSMALL) {
            refused(L"tell its providers", code);
            return NULL;
        }
    }
    refused(L"tell its providers", LINEERR_NOMEM);
    return NULL;
}

int providers_read(struct provider_list *list) {
    list->count = 0;
    get_list ask = (get_list)(void (*)(void))function("lineGetProviderListW");
    if (ask == NULL)
        return NO_TAPI;
    LINEPROVIDERLIST *raw = fetch(ask);
    if (raw == NULL)
        return REFUSED;
    BOOL is_sound = take_entries(list, raw);
    HeapFree(GetProcessHeap(), 0, raw);
    return is_sound ? DONE : refused(L"tell its providers in a form that makes sense", LINEERR_INIFILECORRUPT);
}

int provider_add(const wchar_t *file, DWORD *id) {
    add_provider add = (add_provider)(void (*)(void))function("lineAddProviderW");
    if (add == NULL)
        return NO_TAPI;
    LONG code = add(file, NULL, id); /* without a window: nobody may be there to answer a dialog */
    return code == 0 ? DONE : refused(L"take the provider", code);
}

int provider_remove(DWORD id) {
    remove_provider take_away = (remove_provider)(void (*)(void))function("lineRemoveProvider");
    if (take_away == NULL)
        return NO_TAPI;
    LONG code = take_away(id, NULL);
    return code == 0 ? DONE : refused(L"remove the provider", code);
}

static const wchar_t *base_name(const wchar_t *path) {
    const wchar_t *base = path;
    for (; *path != L'\0'; path++)
        if (*path == L'\\' || *path == L'/')
            base = path + 1;
    return base;
}

BOOL is_provider(const struct provider *entry, const wchar_t *file) {
    return lstrcmpiW(base_name(entry->file), base_name(file)) == 0;
}
