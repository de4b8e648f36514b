/* Opening and closing lines, and what is asked of an open line. */
#include <string.h>

#include "cache.h"
#include "events.h"
#include "fill.h"
#include "outbox.h"
#include "requests.h"
#include "utf.h"

static LONG open_line(struct line *line, HTAPILINE ht, LPHDRVLINE hd, LINEEVENT tell) {
    if (line->tell != NULL)
        return LINEERR_ALLOCATED;
    line->ht = ht;
    line->tell = tell;
    line->told_in_service =
        cache_ready() && (json_number(json_or_empty(line->message), "status") & LINEDEVSTATUSFLAGS_INSERVICE) != 0;
    *hd = (HDRVLINE)(DWORD_PTR)line->handle;
    if (cache_ready())
        outbox_open_line(line); /* otherwise at the next connection */
    return 0;
}

LONG TSPIAPI TSPI_lineOpen(DWORD device, HTAPILINE ht, LPHDRVLINE hd, DWORD version, LINEEVENT tell) {
    (void)version;
    if (hd == NULL || tell == NULL)
        return LINEERR_INVALPOINTER;
    cache_lock();
    struct line *line = line_of_device(device);
    LONG result = line != NULL ? open_line(line, ht, hd, tell) : LINEERR_BADDEVICEID;
    cache_unlock();
    return result;
}

static void remove_calls(const struct line *line) {
    struct call *call;
    for (uint32_t at = 0; (call = call_next(&at)) != NULL;)
        if (call->line == line->handle)
            call_remove(call);
}

LONG TSPIAPI TSPI_lineClose(HDRVLINE hd) {
    cache_lock();
    struct line *line = line_of_open(hd);
    if (line == NULL) {
        cache_unlock();
        return LINEERR_INVALLINEHANDLE;
    }
    DWORD handle = line->handle;
    struct request *aborted = requests_about(handle, 0);
    remove_calls(line);
    line->tell = NULL;
    line->opened = false;
    if (!line->gone)
        outbox_close_line(line);
    else if (line->device == NO_DEVICE)
        line_remove(line);
    cache_unlock();
    requests_abort(aborted);
    events_finish(handle, 0);
    return 0;
}

/* Applications that answer for a machine, or do not know yet, open with the other two as well. */
#define VOICE_MODES ((DWORD)(LINEMEDIAMODE_INTERACTIVEVOICE | LINEMEDIAMODE_AUTOMATEDVOICE | LINEMEDIAMODE_UNKNOWN))

/* 0 when the handle is that of a line. */
static LONG check_line(HDRVLINE hd) {
    cache_lock();
    LONG result = line_of_open(hd) != NULL ? 0 : LINEERR_INVALLINEHANDLE;
    cache_unlock();
    return result;
}

LONG TSPIAPI TSPI_lineGetNumAddressIDs(HDRVLINE hd, LPDWORD count) {
    if (count == NULL)
        return LINEERR_INVALPOINTER;
    *count = 1;
    return check_line(hd);
}

static bool is_text(const WCHAR *text, DWORD size, const char *utf8) {
    uint16_t own[JSON_UNITS + 1];
    size_t units = utf16_from_utf8(own, JSON_UNITS + 1, utf8), given = size / sizeof(WCHAR);
    if (given == units && text[given - 1] == 0)
        given--; /* with its zero or without: both are seen */
    return given == units - 1 && memcmp(own, text, given * sizeof(WCHAR)) == 0;
}

LONG TSPIAPI TSPI_lineGetAddressID(HDRVLINE hd, LPDWORD id, DWORD mode, LPCWSTR address, DWORD size) {
    LONG result = LINEERR_INVALADDRESS;
    if (id == NULL || address == NULL)
        return LINEERR_INVALPOINTER;
    if (mode != LINEADDRESSMODE_DIALABLEADDR)
        return LINEERR_INVALADDRESSMODE;
    cache_lock();
    const struct line *line = line_of_open(hd);
    if (line == NULL)
        result = LINEERR_INVALLINEHANDLE;
    else if (is_text(address, size, json_text(json_or_empty(line->message), "addr")))
        result = (LONG)(*id = 0);
    cache_unlock();
    return result;
}

LONG TSPIAPI TSPI_lineSetDefaultMediaDetection(HDRVLINE hd, DWORD modes) {
    if ((modes & ~VOICE_MODES) != 0)
        return LINEERR_INVALMEDIAMODE;
    return check_line(hd);
}

LONG TSPIAPI TSPI_lineConditionalMediaDetection(HDRVLINE hd, DWORD modes, LPLINECALLPARAMS const params) {
    (void)params;
    if ((modes & ~VOICE_MODES) != 0)
        return LINEERR_INVALMEDIAMODE;
    return check_line(hd);
}

/* All states are told whatever is wanted: TAPI itself passes on what each application asked for. */
LONG TSPIAPI TSPI_lineSetStatusMessages(HDRVLINE hd, DWORD states, DWORD address_states) {
    (void)states, (void)address_states;
    return check_line(hd);
}

LONG TSPIAPI TSPI_lineGetCallHubTracking(HDRVLINE hd, LPLINECALLHUBTRACKINGINFO out) {
    LINECALLHUBTRACKINGINFO info;
    struct fill f;
    LONG result = check_line(hd);
    if (result == 0)
        result = fill_begin(&f, out, &info, sizeof info, sizeof info);
    if (result != 0)
        return result;
    cache_lock();
    info.dwAvailableTracking = info.dwCurrentTracking = json_number(cache_welcome(), "tracking");
    cache_unlock();
    fill_end(&f);
    return 0;
}

LONG TSPIAPI TSPI_lineSetCallHubTracking(HDRVLINE hd, LPLINECALLHUBTRACKINGINFO info) {
    if (info == NULL)
        return LINEERR_INVALPOINTER;
    if (info->dwTotalSize < sizeof *info)
        return LINEERR_STRUCTURETOOSMALL;
    cache_lock();
    DWORD possible = json_number(cache_welcome(), "tracking");
    cache_unlock();
    return (info->dwCurrentTracking & ~possible) != 0 ? LINEERR_INVALPARAM : check_line(hd);
}

LONG TSPIAPI TSPI_lineSetLineDevStatus(DRV_REQUESTID id, HDRVLINE hd, DWORD mask, DWORD on) {
    struct ask a;
    ask_line(&a, id, hd, "setlinedevstatus");
    ask_number(&a, "mask", mask);
    ask_number(&a, "on", on != 0);
    return ask_send(&a);
}
