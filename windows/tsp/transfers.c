/* Transfer and conference: the requests that make consultation and conference calls. */
#include "cache.h"
#include "requests.h"

/* The target of a one-step transfer; NULL when the application means to dial itself. */
static const WCHAR *target_of(const LINECALLPARAMS *params, size_t *units) {
    *units = 0;
    if (params == NULL || params->dwTotalSize < offsetof(LINECALLPARAMS, dwSendingFlowspecSize))
        return NULL;
    DWORD size = params->dwTargetAddressSize, offset = params->dwTargetAddressOffset;
    if ((params->dwCallParamFlags & LINECALLPARAMFLAGS_ONESTEPTRANSFER) == 0 || offset > params->dwTotalSize ||
        size > params->dwTotalSize - offset)
        return NULL;
    *units = size / sizeof(WCHAR);
    return (const WCHAR *)((const BYTE *)params + offset);
}

static void ask_target(struct ask *a, const LINECALLPARAMS *params) {
    size_t units;
    const WCHAR *target = target_of(params, &units);
    ask_text(a, "dest", target, units);
}

LONG TSPIAPI TSPI_lineSetupTransfer(DRV_REQUESTID id, HDRVCALL call, HTAPICALL ht, LPHDRVCALL hd,
                                    LPLINECALLPARAMS const params) {
    struct ask a;
    ask_call(&a, id, call, "setuptransfer");
    ask_new(&a, "new", ht, hd);
    ask_target(&a, params);
    return ask_send(&a);
}

LONG TSPIAPI TSPI_lineCompleteTransfer(DRV_REQUESTID id, HDRVCALL call, HDRVCALL consult, HTAPICALL ht,
                                       LPHDRVCALL hd, DWORD mode) {
    struct ask a;
    ask_call(&a, id, call, "completetransfer");
    ask_also_call(&a, "call2", consult);
    ask_number(&a, "mode", mode);
    if (mode == LINETRANSFERMODE_CONFERENCE)
        ask_new(&a, "new", ht, hd);
    else if (mode != LINETRANSFERMODE_TRANSFER)
        ask_fail(&a, LINEERR_INVALTRANSFERMODE);
    return ask_send(&a);
}

/* With a call it is this call's line, without it the one that is given. */
LONG TSPIAPI TSPI_lineSetupConference(DRV_REQUESTID id, HDRVCALL call, HDRVLINE line, HTAPICALL conference,
                                      LPHDRVCALL hd_conference, HTAPICALL consult, LPHDRVCALL hd_consult,
                                      DWORD parties, LPLINECALLPARAMS const params) {
    struct ask a;
    (void)params;
    if (call != NULL)
        ask_call(&a, id, call, "setupconference");
    else
        ask_line(&a, id, line, "setupconference");
    ask_new(&a, "new", conference, hd_conference);
    ask_new(&a, "new2", consult, hd_consult);
    ask_number(&a, "parties", parties);
    return ask_send(&a);
}

LONG TSPIAPI TSPI_linePrepareAddToConference(DRV_REQUESTID id, HDRVCALL conference, HTAPICALL ht, LPHDRVCALL hd,
                                             LPLINECALLPARAMS const params) {
    struct ask a;
    ask_call(&a, id, conference, "prepareaddtoconference");
    ask_new(&a, "new", ht, hd);
    ask_target(&a, params);
    return ask_send(&a);
}

LONG TSPIAPI TSPI_lineAddToConference(DRV_REQUESTID id, HDRVCALL conference, HDRVCALL consult) {
    struct ask a;
    ask_call(&a, id, conference, "addtoconference");
    ask_also_call(&a, "call2", consult);
    return ask_send(&a);
}

LONG TSPIAPI TSPI_lineRemoveFromConference(DRV_REQUESTID id, HDRVCALL call) {
    struct ask a;
    ask_call(&a, id, call, "removefromconference");
    return ask_send(&a);
}
