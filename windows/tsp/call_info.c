/* What is known of a call: LINECALLINFO, LINECALLSTATUS, from the cache. */
#include <string.h>

#include "cache.h"
#include "fill.h"

#define NUMBER(member, name) FILL_NUMBER(LINECALLINFO, member, name)
#define STRING(member, name) FILL_TEXT(LINECALLINFO, member, name)

static const struct fill_field info_fields[] = {
    NUMBER(dwBearerMode, "bearer"),
    NUMBER(dwMediaMode, "media"),
    NUMBER(dwCallID, "callid"),
    NUMBER(dwRelatedCallID, "relid"),
    NUMBER(dwCallStates, "states"),
    NUMBER(dwOrigin, "origin"),
    NUMBER(dwReason, "reason"),
    NUMBER(dwTrunk, "trunk"),
    NUMBER(dwCallerIDFlags, "callerflags"),
    STRING(dwCallerID, "caller"),
    STRING(dwCallerIDName, "callername"),
    NUMBER(dwCalledIDFlags, "calledflags"),
    STRING(dwCalledID, "called"),
    STRING(dwCalledIDName, "calledname"),
    NUMBER(dwConnectedIDFlags, "connflags"),
    STRING(dwConnectedID, "conn"),
    STRING(dwConnectedIDName, "connname"),
    NUMBER(dwRedirectionIDFlags, "redirectionflags"),
    STRING(dwRedirectionID, "redirection"),
    STRING(dwRedirectionIDName, "redirectionname"),
    NUMBER(dwRedirectingIDFlags, "redirectingflags"),
    STRING(dwRedirectingID, "redirecting"),
    STRING(dwRedirectingIDName, "redirectingname"),
};

/* Filled in by TAPI, before; names and comments are as well, but behind us. */
static const unsigned short info_kept[] = {
    offsetof(LINECALLINFO, hLine),
    offsetof(LINECALLINFO, dwMonitorDigitModes),
    offsetof(LINECALLINFO, dwMonitorMediaModes),
    offsetof(LINECALLINFO, dwNumOwners),
    offsetof(LINECALLINFO, dwNumMonitors),
};

static void fill_info(struct fill *f, LINECALLINFO *info, const struct call *call) {
    const struct line *line = line_of_handle(call->line);
    fill_keep(f, info_kept, sizeof info_kept / sizeof *info_kept);
    fill_fields(f, info_fields, sizeof info_fields / sizeof *info_fields, json_or_empty(call->message));
    info->dwLineDeviceID = line != NULL ? line->device : NO_DEVICE;
    info->dwAppSpecific = call->app_specific;
    fill_bytes(f, offsetof(LINECALLINFO, dwCallDataSize), call->data, call->data_size);
    fill_end(f);
}

LONG TSPIAPI TSPI_lineGetCallInfo(HDRVCALL hd, LPLINECALLINFO out) {
    LINECALLINFO info;
    struct fill f;
    LONG result = fill_begin(&f, out, &info, sizeof info, offsetof(LINECALLINFO, dwCallTreatment));
    if (result != 0)
        return result;
    cache_lock();
    const struct call *call = call_of_handle((DWORD)(DWORD_PTR)hd);
    if (call != NULL)
        fill_info(&f, &info, call);
    cache_unlock();
    return call != NULL ? 0 : LINEERR_INVALCALLHANDLE;
}

static const unsigned short status_kept[] = {offsetof(LINECALLSTATUS, dwCallPrivilege)};

/* Of a call that is over nothing can be asked any more. */
static void fill_status(struct fill *f, LINECALLSTATUS *status, const struct call *call) {
    const struct json *message = json_or_empty(call->over ? NULL : call->message);
    fill_keep(f, status_kept, 1);
    status->dwCallState = call->state;
    status->dwCallStateMode = call->mode;
    status->dwCallFeatures = json_number(message, "features");
    if (!call->over && !call->waits)
        status->dwCallFeatures |= LINECALLFEATURE_SETCALLDATA;
    status->dwCallFeatures2 = json_number(message, "features2");
    status->tStateEntryTime = call->since;
    fill_end(f);
}

LONG TSPIAPI TSPI_lineGetCallStatus(HDRVCALL hd, LPLINECALLSTATUS out) {
    LINECALLSTATUS status;
    struct fill f;
    LONG result = fill_begin(&f, out, &status, sizeof status, offsetof(LINECALLSTATUS, dwCallFeatures2));
    if (result != 0)
        return result;
    cache_lock();
    const struct call *call = call_of_handle((DWORD)(DWORD_PTR)hd);
    if (call != NULL)
        fill_status(&f, &status, call);
    cache_unlock();
    return call != NULL ? 0 : LINEERR_INVALCALLHANDLE;
}

LONG TSPIAPI TSPI_lineGetCallAddressID(HDRVCALL hd, LPDWORD id) {
    if (id == NULL)
        return LINEERR_INVALPOINTER;
    *id = 0;
    cache_lock();
    const struct call *call = call_of_handle((DWORD)(DWORD_PTR)hd);
    cache_unlock();
    return call != NULL ? 0 : LINEERR_INVALCALLHANDLE;
}

LONG TSPIAPI TSPI_lineGetCallIDs(HDRVCALL hd, LPDWORD address, LPDWORD id, LPDWORD related) {
    if (address == NULL || id == NULL || related == NULL)
        return LINEERR_INVALPOINTER;
    cache_lock();
    const struct call *call = call_of_handle((DWORD)(DWORD_PTR)hd);
    const struct json *message = json_or_empty(call != NULL ? call->message : NULL);
    *address = 0;
    *id = json_number(message, "callid");
    *related = json_number(message, "relid");
    cache_unlock();
    return call != NULL ? 0 : LINEERR_INVALCALLHANDLE;
}
