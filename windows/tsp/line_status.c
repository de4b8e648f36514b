/* How a line is: LINEDEVSTATUS and LINEADDRESSSTATUS. Without the service it is out of service and can nothing. */
#include <stdio.h>
#include <string.h>

#include "cache.h"
#include "fill.h"
#include "utf.h"

#define MOST_FORWARDS 4

static const struct fill_field device_fields[] = {
    FILL_NUMBER(LINEDEVSTATUS, dwNumActiveCalls, "active"),
    FILL_NUMBER(LINEDEVSTATUS, dwNumOnHoldCalls, "onhold"),
    FILL_NUMBER(LINEDEVSTATUS, dwNumOnHoldPendCalls, "onholdpend"),
    FILL_NUMBER(LINEDEVSTATUS, dwLineFeatures, "linefeatures"),
    FILL_NUMBER(LINEDEVSTATUS, dwRingMode, "ringmode"),
    FILL_NUMBER(LINEDEVSTATUS, dwDevStatusFlags, "status"),
};

static const struct fill_field address_fields[] = {
    FILL_NUMBER(LINEADDRESSSTATUS, dwNumActiveCalls, "active"),
    FILL_NUMBER(LINEADDRESSSTATUS, dwNumOnHoldCalls, "onhold"),
    FILL_NUMBER(LINEADDRESSSTATUS, dwNumOnHoldPendCalls, "onholdpend"),
    FILL_NUMBER(LINEADDRESSSTATUS, dwAddressFeatures, "addrfeatures"),
    FILL_NUMBER(LINEADDRESSSTATUS, dwNumRingsNoAnswer, "rings"),
};

/* Filled in by TAPI. */
static const unsigned short device_kept[] = {
    offsetof(LINEDEVSTATUS, dwNumOpens),
    offsetof(LINEDEVSTATUS, dwOpenMediaModes),
};

#define MSGWAIT LINEDEVSTATUSFLAGS_MSGWAIT

static void fill_device(struct fill *f, LINEDEVSTATUS *status, const struct line *line) {
    const struct json *message = json_or_empty(line->message);
    fill_keep(f, device_kept, sizeof device_kept / sizeof *device_kept);
    if (cache_ready() && !line->gone) {
        fill_fields(f, device_fields, sizeof device_fields / sizeof *device_fields, message);
        status->dwSignalLevel = status->dwBatteryLevel = 0xFFFF; /* full: there is a wire */
    } else
        status->dwDevStatusFlags = json_number(message, "status") & MSGWAIT;
    status->dwAvailableMediaModes = json_number(cache_caps(line), "addr_availablemediamodes");
    fill_end(f);
}

LONG TSPIAPI TSPI_lineGetLineDevStatus(HDRVLINE hd, LPLINEDEVSTATUS out) {
    LINEDEVSTATUS status;
    struct fill f;
    LONG result = fill_begin(&f, out, &status, sizeof status, offsetof(LINEDEVSTATUS, dwAvailableMediaModes));
    if (result != 0)
        return result;
    cache_lock();
    const struct line *line = line_of_open(hd);
    if (line != NULL)
        fill_device(&f, &status, line);
    cache_unlock();
    return line != NULL ? 0 : LINEERR_INVALLINEHANDLE;
}

/* `mode2` of "mode", 2. */
static const char *numbered(char name[16], const char *stem, DWORD n) {
    snprintf(name, 16, "%s%lu", stem, (unsigned long)n);
    return name;
}

/* The array and behind it the destinations in one piece: half a list would be a wrong list. */
static void fill_forwards(struct fill *f, LINEADDRESSSTATUS *status, const struct json *message) {
    union {
        LINEFORWARD list[MOST_FORWARDS];
        BYTE bytes[MOST_FORWARDS * (sizeof(LINEFORWARD) + (JSON_UNITS + 2) * sizeof(WCHAR))];
    } forward;
    DWORD count = json_number(message, "forwards"), used;
    char name[16];
    count = count < MOST_FORWARDS ? count : MOST_FORWARDS;
    used = count * sizeof(LINEFORWARD);
    memset(&forward, 0, sizeof forward);
    DWORD start = (f->used + 3) / 4 * 4; /* where the piece will stand, if it fits */
    for (DWORD i = 0; i < count; i++) {
        const char *to = json_text(message, numbered(name, "fdest", i + 1));
        size_t units = utf16_from_utf8((uint16_t *)(forward.bytes + used), JSON_UNITS + 1, to);
        forward.list[i].dwForwardMode = json_number(message, numbered(name, "fmode", i + 1));
        forward.list[i].dwDestAddressSize = (DWORD)(units * sizeof(WCHAR));
        forward.list[i].dwDestAddressOffset = start + used;
        used += (DWORD)((units * sizeof(WCHAR) + 3) / 4 * 4);
    }
    if (fill_bytes(f, offsetof(LINEADDRESSSTATUS, dwForwardSize), forward.bytes, used) != NULL) {
        status->dwForwardNumEntries = count;
        status->dwForwardSize = count * sizeof(LINEFORWARD);
    }
}

static void fill_address(struct fill *f, LINEADDRESSSTATUS *status, const struct line *line) {
    const struct json *message = json_or_empty(line->message);
    if (cache_ready() && !line->gone)
        fill_fields(f, address_fields, sizeof address_fields / sizeof *address_fields, message);
    status->dwNumInUse = status->dwNumActiveCalls + status->dwNumOnHoldCalls + status->dwNumOnHoldPendCalls;
    fill_forwards(f, status, message);
    fill_end(f);
}

LONG TSPIAPI TSPI_lineGetAddressStatus(HDRVLINE hd, DWORD address, LPLINEADDRESSSTATUS out) {
    LINEADDRESSSTATUS status;
    struct fill f;
    if (address != 0)
        return LINEERR_INVALADDRESSID;
    LONG result = fill_begin(&f, out, &status, sizeof status, sizeof status);
    if (result != 0)
        return result;
    cache_lock();
    const struct line *line = line_of_open(hd);
    if (line != NULL)
        fill_address(&f, &status, line);
    cache_unlock();
    return line != NULL ? 0 : LINEERR_INVALLINEHANDLE;
}
