/* Forwarding: LINEFORWARDLIST as the application wrote it, read no further than it says it goes. */
#include <stdio.h>
#include <string.h>

#include "cache.h"
#include "requests.h"

#define MOST_ENTRIES 8
#define HEAD offsetof(LINEFORWARDLIST, ForwardList)
#define ALL_MODES 0x0003FFFFu /* LINEFORWARDMODE_* of TAPI 2.2 */

/* Entries have 24 bytes before TAPI 3.1 and 32 since: what does not depend on it is in the first 24. */
struct entry {
    DWORD mode, caller_size, caller_offset, country, dest_size, dest_offset;
};

static const DWORD sizes[] = {sizeof(LINEFORWARD), sizeof(struct entry)};

static struct entry entry_at(const LINEFORWARDLIST *list, DWORD size, DWORD i) {
    struct entry entry;
    memcpy(&entry, (const BYTE *)list + HEAD + i * size, sizeof entry);
    return entry;
}

static bool is_inside(const LINEFORWARDLIST *list, DWORD offset, DWORD size) {
    return offset <= list->dwTotalSize && size <= list->dwTotalSize - offset;
}

static bool is_sound(const LINEFORWARDLIST *list, DWORD size) {
    if (list->dwNumEntries > (list->dwTotalSize - HEAD) / size)
        return false;
    for (DWORD i = 0; i < list->dwNumEntries; i++) {
        struct entry entry = entry_at(list, size, i);
        bool one_mode = entry.mode != 0 && (entry.mode & (entry.mode - 1)) == 0 && entry.mode <= ALL_MODES;
        if (!one_mode || !is_inside(list, entry.dest_offset, entry.dest_size))
            return false;
        if (entry.dest_size != 0 && entry.dest_offset < HEAD + list->dwNumEntries * size)
            return false;
    }
    return true;
}

/* The size of an entry that makes sense of the list; 0 when none does. */
static DWORD entry_size(const LINEFORWARDLIST *list) {
    if (list->dwTotalSize < HEAD || list->dwNumEntries > MOST_ENTRIES)
        return 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (is_sound(list, sizes[i]))
            return sizes[i];
    return 0;
}

static void ask_entry(struct ask *a, const LINEFORWARDLIST *list, const struct entry *entry, DWORD number) {
    char mode[16], dest[16];
    snprintf(mode, sizeof mode, "mode%lu", (unsigned long)number);
    snprintf(dest, sizeof dest, "dest%lu", (unsigned long)number);
    ask_number(a, mode, entry->mode);
    ask_text(a, dest, (const WCHAR *)((const BYTE *)list + entry->dest_offset), entry->dest_size / sizeof(WCHAR));
}

static void ask_list(struct ask *a, const LINEFORWARDLIST *list) {
    DWORD size = list != NULL ? entry_size(list) : 0;
    if (list != NULL && size == 0)
        ask_fail(a, LINEERR_INVALPARAM);
    ask_number(a, "count", size != 0 ? list->dwNumEntries : 0);
    for (DWORD i = 0; size != 0 && i < list->dwNumEntries; i++) {
        struct entry entry = entry_at(list, size, i);
        ask_entry(a, list, &entry, i + 1);
    }
}

LONG TSPIAPI TSPI_lineForward(DRV_REQUESTID id, HDRVLINE line, DWORD all, DWORD address,
                              LPLINEFORWARDLIST const list, DWORD rings, HTAPICALL consult, LPHDRVCALL hd,
                              LPLINECALLPARAMS const params) {
    struct ask a;
    (void)consult, (void)params;
    if (all == 0 && address != 0)
        return LINEERR_INVALADDRESSID;
    if (hd != NULL)
        *hd = NULL; /* forwarding needs no consultation call here */
    ask_line(&a, id, line, "forward");
    ask_number(&a, "rings", rings);
    ask_list(&a, list);
    return ask_send(&a);
}
