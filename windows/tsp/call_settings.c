/* What an application sets at a call and nobody else needs to know: kept here. */
#include <stdlib.h>
#include <string.h>

#include "cache.h"
#include "call_data.h"
#include "call_settings.h"
#include "events.h"
#include "outbox.h"
#include "requests.h"

static bool any_set;

static LONG set_app_specific(HDRVCALL hd, DWORD value) {
    struct call *call = call_of_handle((DWORD)(DWORD_PTR)hd);
    if (call == NULL)
        return LINEERR_INVALCALLHANDLE;
    call->app_specific = value;
    call->app_specific_set = any_set = true;
    outbox_wake();
    return 0;
}

void call_settings_tell(void) {
    struct call *call;
    for (uint32_t at = 0; any_set && (call = call_next(&at)) != NULL;) {
        if (call->app_specific_set && !call->waits && !call->over) /* IDLE is the last that is said */
            event_call(call, LINE_CALLINFO, LINECALLINFOSTATE_APPSPECIFIC, 0, 0);
        call->app_specific_set = false;
    }
    any_set = false;
}

LONG TSPIAPI TSPI_lineSetAppSpecific(HDRVCALL hd, DWORD value) {
    cache_lock();
    LONG result = set_app_specific(hd, value);
    cache_unlock();
    return result;
}

static LONG check_call(HDRVCALL hd) {
    cache_lock();
    LONG result = call_of_handle((DWORD)(DWORD_PTR)hd) != NULL ? 0 : LINEERR_INVALCALLHANDLE;
    cache_unlock();
    return result;
}

LONG TSPIAPI TSPI_lineSetMediaMode(HDRVCALL hd, DWORD mode) {
    return mode != LINEMEDIAMODE_INTERACTIVEVOICE ? LINEERR_INVALMEDIAMODE : check_call(hd);
}

/* There is one kind of bearer and no rate to choose. */
LONG TSPIAPI TSPI_lineSetCallParams(DRV_REQUESTID id, HDRVCALL hd, DWORD bearer, DWORD min_rate, DWORD max_rate,
                                    LPLINEDIALPARAMS const dial) {
    struct ask a;
    (void)min_rate, (void)max_rate, (void)dial;
    ask_call(&a, id, hd, "");
    if (bearer != LINEBEARERMODE_VOICE)
        ask_fail(&a, LINEERR_INVALBEARERMODE);
    return ask_done(&a);
}

static LONG keep_data(struct call *call, const void *data, DWORD size) {
    void *copy = malloc(size != 0 ? size : 1);
    if (copy == NULL)
        return LINEERR_NOMEM;
    memcpy(copy, data, size);
    free(call->data);
    call->data = copy;
    call->data_size = size;
    return 0;
}

/* LINE_CALLINFO follows the completion, from the reader thread. */
LONG TSPIAPI TSPI_lineSetCallData(DRV_REQUESTID id, HDRVCALL hd, LPVOID data, DWORD size) {
    struct ask a;
    ask_call(&a, id, hd, "");
    if (size != 0 && data == NULL)
        ask_fail(&a, LINEERR_INVALPOINTER);
    if (size > MOST_CALL_DATA)
        ask_fail(&a, LINEERR_INVALPARAM);
    LONG error = a.error == 0 ? keep_data(call_of_handle(a.request->call[0]), size != 0 ? data : "", size) : 0;
    if (error != 0)
        ask_fail(&a, error);
    ask_answer(&a, CALL_DATA_KEPT, NULL, 0);
    return ask_done(&a);
}
