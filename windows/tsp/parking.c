/* Parking a call, and taking calls that are parked or ring elsewhere. */
#include "cache.h"
#include "requests.h"

#define UP_TO_ZERO ((size_t)4096)

LONG TSPIAPI TSPI_linePark(DRV_REQUESTID id, HDRVCALL call, DWORD mode, LPCWSTR dest, LPVARSTRING out) {
    struct ask a;
    bool directed = mode == LINEPARKMODE_DIRECTED;
    if (!directed && mode != LINEPARKMODE_NONDIRECTED)
        return LINEERR_INVALPARKMODE;
    ask_call(&a, id, call, "park");
    if (directed ? dest == NULL : out == NULL)
        ask_fail(&a, LINEERR_INVALPOINTER);
    ask_number(&a, "mode", mode);
    ask_text(&a, "dest", directed ? dest : NULL, UP_TO_ZERO);
    ask_answer(&a, PARKED_AT, directed ? NULL : out, 0);
    return ask_send(&a);
}

LONG TSPIAPI TSPI_lineUnpark(DRV_REQUESTID id, HDRVLINE line, DWORD address, HTAPICALL ht, LPHDRVCALL hd,
                             LPCWSTR dest) {
    struct ask a;
    if (address != 0)
        return LINEERR_INVALADDRESSID;
    ask_line(&a, id, line, "unpark");
    ask_new(&a, "new", ht, hd);
    ask_text(&a, "dest", dest, UP_TO_ZERO);
    return ask_send(&a);
}

LONG TSPIAPI TSPI_linePickup(DRV_REQUESTID id, HDRVLINE line, DWORD address, HTAPICALL ht, LPHDRVCALL hd,
                             LPCWSTR dest, LPCWSTR group) {
    struct ask a;
    if (address != 0)
        return LINEERR_INVALADDRESSID;
    ask_line(&a, id, line, "pickup");
    ask_new(&a, "new", ht, hd);
    ask_text(&a, "dest", dest, UP_TO_ZERO);
    ask_text(&a, "group", group, UP_TO_ZERO);
    return ask_send(&a);
}
