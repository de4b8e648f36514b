/* Calls: making, answering, holding, ending them. Each function is one request. */
#include "cache.h"
#include "events.h"
#include "failed_calls.h"
#include "outbox.h"
#include "requests.h"

#define UP_TO_ZERO ((size_t)4096) /* what is longer is refused anyway */

/* A request about one call, without anything else. */
static LONG ask_only(DRV_REQUESTID id, HDRVCALL call, const char *op) {
    struct ask a;
    ask_call(&a, id, call, op);
    return ask_send(&a);
}

/* A request about one call with a number to go to. */
static LONG ask_to(DRV_REQUESTID id, HDRVCALL call, const char *op, LPCWSTR dest) {
    struct ask a;
    ask_call(&a, id, call, op);
    if (dest == NULL)
        ask_fail(&a, LINEERR_INVALPOINTER);
    ask_text(&a, "dest", dest, UP_TO_ZERO);
    return ask_send(&a);
}

LONG TSPIAPI TSPI_lineMakeCall(DRV_REQUESTID id, HDRVLINE line, HTAPICALL ht, LPHDRVCALL hd, LPCWSTR dest,
                               DWORD country, LPLINECALLPARAMS const params) {
    struct ask a;
    (void)country, (void)params;
    ask_line(&a, id, line, "makecall");
    ask_new(&a, "new", ht, hd);
    ask_text(&a, "dest", dest, UP_TO_ZERO);
    return ask_send(&a);
}

LONG TSPIAPI TSPI_lineAnswer(DRV_REQUESTID id, HDRVCALL call, LPCSTR user, DWORD size) {
    (void)user, (void)size;
    return ask_only(id, call, "answer");
}

LONG TSPIAPI TSPI_lineAccept(DRV_REQUESTID id, HDRVCALL call, LPCSTR user, DWORD size) {
    (void)user, (void)size;
    return ask_only(id, call, "accept");
}

LONG TSPIAPI TSPI_lineDrop(DRV_REQUESTID id, HDRVCALL call, LPCSTR user, DWORD size) {
    (void)user, (void)size;
    return ask_only(id, call, "drop");
}

LONG TSPIAPI TSPI_lineHold(DRV_REQUESTID id, HDRVCALL call) {
    return ask_only(id, call, "hold");
}

LONG TSPIAPI TSPI_lineUnhold(DRV_REQUESTID id, HDRVCALL call) {
    return ask_only(id, call, "unhold");
}

LONG TSPIAPI TSPI_lineSwapHold(DRV_REQUESTID id, HDRVCALL active, HDRVCALL held) {
    struct ask a;
    ask_call(&a, id, active, "swaphold");
    ask_also_call(&a, "call2", held);
    return ask_send(&a);
}

LONG TSPIAPI TSPI_lineBlindTransfer(DRV_REQUESTID id, HDRVCALL call, LPCWSTR dest, DWORD country) {
    (void)country;
    return ask_to(id, call, "blindtransfer", dest);
}

LONG TSPIAPI TSPI_lineRedirect(DRV_REQUESTID id, HDRVCALL call, LPCWSTR dest, DWORD country) {
    (void)country;
    return ask_to(id, call, "redirect", dest);
}

LONG TSPIAPI TSPI_lineDial(DRV_REQUESTID id, HDRVCALL call, LPCWSTR dest, DWORD country) {
    (void)country;
    return ask_to(id, call, "dial", dest);
}

LONG TSPIAPI TSPI_lineGenerateDigits(HDRVCALL call, DWORD end_to_end, DWORD mode, LPCWSTR digits, DWORD duration) {
    struct ask a;
    (void)duration;
    if (digits == NULL)
        return 0; /* stops what goes on: by then it is sent */
    if (mode != LINEDIGITMODE_DTMF)
        return LINEERR_INVALDIGITMODE;
    ask_call(&a, 0, call, "generatedigits");
    ask_text(&a, "digits", digits, UP_TO_ZERO);
    ask_number(&a, "mode", mode);
    ask_answer(&a, DIGITS_SENT, NULL, 0);
    if (a.error == 0)
        a.request->end_to_end = end_to_end;
    LONG result = ask_send(&a);
    return result == LINEERR_INVALADDRESS ? LINEERR_INVALDIGITS : result;
}

/* Gone already when its own request was among those that were aborted. */
static void let_go(struct call *call) {
    if (call == NULL)
        return;
    if (!call->over)
        outbox_forget(call);
    call_remove(call);
}

LONG TSPIAPI TSPI_lineCloseCall(HDRVCALL hd) {
    DWORD handle = (DWORD)(DWORD_PTR)hd;
    struct request *aborted = NULL;
    cache_lock();
    const struct call *call = call_of_handle(handle);
    bool known = call != NULL || failed_take(handle);
    if (call != NULL)
        aborted = requests_about(call->line, handle);
    let_go(call_of_handle(handle));
    cache_unlock();
    requests_abort(aborted);
    if (known)
        events_finish(0, handle);
    return known ? 0 : LINEERR_INVALCALLHANDLE;
}
