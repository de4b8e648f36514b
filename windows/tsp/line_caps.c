/* What a line can do: LINEDEVCAPS and LINEADDRESSCAPS, from the caps of its class. */
#include "cache.h"
#include "call_data.h"
#include "fill.h"

#define DEV(member, name) FILL_NUMBER(LINEDEVCAPS, member, name)
#define ADDR(member, name) FILL_NUMBER(LINEADDRESSCAPS, member, name)

static const struct fill_field device_fields[] = {
    DEV(dwBearerModes, "dev_bearermodes"),
    DEV(dwMediaModes, "dev_mediamodes"),
    DEV(dwGenerateDigitModes, "dev_generatedigitmodes"),
    DEV(dwDevCapFlags, "dev_devcapflags"),
    DEV(dwMaxNumActiveCalls, "dev_maxnumactivecalls"),
    DEV(dwAnswerMode, "dev_answermode"),
    DEV(dwRingModes, "dev_ringmodes"),
    DEV(dwLineStates, "dev_linestates"),
    DEV(dwLineFeatures, "dev_linefeatures"),
    DEV(dwSettableDevStatus, "dev_settabledevstatus"),
    DEV(dwAddressTypes, "dev_addresstypes"),
    DEV(dwAvailableTracking, "dev_availabletracking"),
};

static const struct fill_field address_fields[] = {
    ADDR(dwAddressSharing, "addr_addresssharing"),
    ADDR(dwAddressStates, "addr_addressstates"),
    ADDR(dwCallInfoStates, "addr_callinfostates"),
    ADDR(dwCallerIDFlags, "addr_calleridflags"),
    ADDR(dwCalledIDFlags, "addr_calledidflags"),
    ADDR(dwConnectedIDFlags, "addr_connectedidflags"),
    ADDR(dwRedirectionIDFlags, "addr_redirectionidflags"),
    ADDR(dwRedirectingIDFlags, "addr_redirectingidflags"),
    ADDR(dwCallStates, "addr_callstates"),
    ADDR(dwDialToneModes, "addr_dialtonemodes"),
    ADDR(dwBusyModes, "addr_busymodes"),
    ADDR(dwSpecialInfo, "addr_specialinfo"),
    ADDR(dwDisconnectModes, "addr_disconnectmodes"),
    ADDR(dwMaxNumActiveCalls, "addr_maxnumactivecalls"),
    ADDR(dwMaxNumOnHoldCalls, "addr_maxnumonholdcalls"),
    ADDR(dwMaxNumOnHoldPendingCalls, "addr_maxnumonholdpendingcalls"),
    ADDR(dwMaxNumConference, "addr_maxnumconference"),
    ADDR(dwMaxNumTransConf, "addr_maxnumtransconf"),
    ADDR(dwAddrCapFlags, "addr_addrcapflags"),
    ADDR(dwCallFeatures, "addr_callfeatures"),
    ADDR(dwRemoveFromConfCaps, "addr_removefromconfcaps"),
    ADDR(dwRemoveFromConfState, "addr_removefromconfstate"),
    ADDR(dwTransferModes, "addr_transfermodes"),
    ADDR(dwParkModes, "addr_parkmodes"),
    ADDR(dwForwardModes, "addr_forwardmodes"),
    ADDR(dwMaxForwardEntries, "addr_maxforwardentries"),
    ADDR(dwMaxSpecificEntries, "addr_maxspecificentries"),
    ADDR(dwMinFwdNumRings, "addr_minfwdnumrings"),
    ADDR(dwMaxFwdNumRings, "addr_maxfwdnumrings"),
    ADDR(dwAddressFeatures, "addr_addressfeatures"),
    ADDR(dwCallFeatures2, "addr_callfeatures2"),
    ADDR(dwConnectedModes, "addr_connectedmodes"),
    ADDR(dwOfferingModes, "addr_offeringmodes"),
    ADDR(dwAvailableMediaModes, "addr_availablemediamodes"),
};

/* A list of classes ends with an empty one. */
static const WCHAR classes[] = L"tapi/line\0";

static void fill_device(struct fill *f, LINEDEVCAPS *caps, const struct line *line) {
    fill_fields(f, device_fields, sizeof device_fields / sizeof *device_fields, cache_caps(line));
    caps->dwPermanentLineID = line->number;
    caps->dwStringFormat = STRINGFORMAT_UNICODE;
    caps->dwAddressModes = LINEADDRESSMODE_ADDRESSID;
    caps->dwNumAddresses = 1;
    fill_text(f, offsetof(LINEDEVCAPS, dwProviderInfoSize), json_text(cache_welcome(), "provider"));
    fill_text(f, offsetof(LINEDEVCAPS, dwSwitchInfoSize), json_text(cache_welcome(), "switch"));
    fill_text(f, offsetof(LINEDEVCAPS, dwLineNameSize), json_text(json_or_empty(line->message), "name"));
    fill_bytes(f, offsetof(LINEDEVCAPS, dwDeviceClassesSize), classes, sizeof classes);
    fill_end(f);
}

LONG TSPIAPI TSPI_lineGetDevCaps(DWORD device, DWORD version, DWORD ext_version, LPLINEDEVCAPS out) {
    LINEDEVCAPS caps;
    struct fill f;
    (void)version, (void)ext_version;
    LONG result = fill_begin(&f, out, &caps, sizeof caps, offsetof(LINEDEVCAPS, dwSettableDevStatus));
    if (result != 0)
        return result;
    cache_lock();
    const struct line *line = line_of_device(device);
    if (line != NULL)
        fill_device(&f, &caps, line);
    cache_unlock();
    return line != NULL ? 0 : LINEERR_BADDEVICEID;
}

static void fill_address(struct fill *f, LINEADDRESSCAPS *caps, const struct line *line) {
    fill_fields(f, address_fields, sizeof address_fields / sizeof *address_fields, cache_caps(line));
    caps->dwLineDeviceID = line->device;
    caps->dwMaxCallDataSize = MOST_CALL_DATA;
    caps->dwCallFeatures |= LINECALLFEATURE_SETCALLDATA;
    caps->dwCallInfoStates |= LINECALLINFOSTATE_APPSPECIFIC | LINECALLINFOSTATE_CALLDATA;
    fill_text(f, offsetof(LINEADDRESSCAPS, dwAddressSize), json_text(json_or_empty(line->message), "addr"));
    fill_bytes(f, offsetof(LINEADDRESSCAPS, dwDeviceClassesSize), classes, sizeof classes);
    fill_end(f);
}

LONG TSPIAPI TSPI_lineGetAddressCaps(DWORD device, DWORD address, DWORD version, DWORD ext_version,
                                     LPLINEADDRESSCAPS out) {
    LINEADDRESSCAPS caps;
    struct fill f;
    (void)version, (void)ext_version;
    if (address != 0)
        return LINEERR_INVALADDRESSID;
    LONG result = fill_begin(&f, out, &caps, sizeof caps, offsetof(LINEADDRESSCAPS, dwPredictiveAutoTransferStates));
    if (result != 0)
        return result;
    cache_lock();
    const struct line *line = line_of_device(device);
    if (line != NULL)
        fill_address(&f, &caps, line);
    cache_unlock();
    return line != NULL ? 0 : LINEERR_BADDEVICEID;
}
