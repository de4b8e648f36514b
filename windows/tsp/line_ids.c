/* What identifies a line's devices and extensions: there are none but the line itself. */
#include <string.h>

#include "cache.h"
#include "fill.h"

LONG TSPIAPI TSPI_lineNegotiateExtVersion(DWORD device, DWORD version, DWORD low, DWORD high, LPDWORD ext_version) {
    (void)device, (void)version, (void)low, (void)high;
    if (ext_version == NULL)
        return LINEERR_INVALPOINTER;
    *ext_version = 0;
    return 0;
}

LONG TSPIAPI TSPI_lineGetExtensionID(DWORD device, DWORD version, LPLINEEXTENSIONID id) {
    (void)device, (void)version;
    if (id == NULL)
        return LINEERR_INVALPOINTER;
    memset(id, 0, sizeof *id);
    return 0;
}

static char lower(WCHAR c) {
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c < 128 ? c : '?');
}

static bool is_class(const WCHAR *name, const char *wanted) {
    while (*wanted != '\0' && lower(*name) == *wanted)
        name++, wanted++;
    return *wanted == '\0' && *name == 0;
}

/* The device of the line that is meant, NO_DEVICE when the handles are wrong. */
static DWORD device_of(HDRVLINE hd, HDRVCALL hd_call, DWORD select) {
    cache_lock();
    const struct call *call =
        select == LINECALLSELECT_CALL ? call_of_handle((DWORD)(DWORD_PTR)hd_call) : NULL;
    const struct line *line = call != NULL ? line_of_handle(call->line) : NULL;
    if (select != LINECALLSELECT_CALL)
        line = line_of_open(hd);
    DWORD device = line != NULL ? line->device : NO_DEVICE;
    cache_unlock();
    return device;
}

LONG TSPIAPI TSPI_lineGetID(HDRVLINE hd, DWORD address, HDRVCALL call, DWORD select, LPVARSTRING out,
                            LPCWSTR device_class, HANDLE process) {
    VARSTRING fixed;
    struct fill f;
    (void)process;
    if (device_class == NULL)
        return LINEERR_INVALPOINTER;
    if (select != LINECALLSELECT_LINE && select != LINECALLSELECT_ADDRESS && select != LINECALLSELECT_CALL)
        return LINEERR_INVALCALLSELECT;
    if (select == LINECALLSELECT_ADDRESS && address != 0)
        return LINEERR_INVALADDRESSID;
    DWORD device = device_of(hd, call, select);
    if (device == NO_DEVICE)
        return select == LINECALLSELECT_CALL ? LINEERR_INVALCALLHANDLE : LINEERR_INVALLINEHANDLE;
    if (!is_class(device_class, "tapi/line"))
        return LINEERR_NODEVICE; /* there is no sound in the computer */
    LONG result = fill_begin(&f, out, &fixed, sizeof fixed, sizeof fixed);
    if (result != 0)
        return result;
    fixed.dwStringFormat = STRINGFORMAT_BINARY;
    fill_bytes(&f, offsetof(VARSTRING, dwStringSize), &device, sizeof device);
    fill_end(&f);
    return 0;
}
