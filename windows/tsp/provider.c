/* The provider as a whole: versions, the lines it has, its beginning and its end. */
#include <stdlib.h>
#include <string.h>

#include "cache.h"
#include "events.h"
#include "failed_calls.h"
#include "link.h"
#include "log.h"
#include "outbox.h"
#include "settings.h"
#include "version.h"

#define UI_DLL L"ctibridge.tsp"

LONG TSPIAPI TSPI_lineNegotiateTSPIVersion(DWORD device, DWORD low, DWORD high, LPDWORD version) {
    (void)device; /* all lines are alike; INITIALIZE_NEGOTIATION too */
    if (version == NULL)
        return LINEERR_INVALPOINTER;
    if (low > NEWEST_TSPI || high < OLDEST_TSPI)
        return LINEERR_INCOMPATIBLEAPIVERSION;
    *version = high < NEWEST_TSPI ? high : NEWEST_TSPI;
    return 0;
}

static void clear(void) {
    cache_lock();
    cache_clear();
    events_clear();
    failed_clear();
    cache_unlock();
}

static bool start(void) {
    struct settings settings;
    if (link_running())
        return true;
    if (!link_stop()) /* TAPI kept it in a callback when it shut down, and still does */
        return false;
    clear();
    settings_read(&settings);
    log_open(settings.log_folder, settings.log_level);
    if (!link_start(&settings))
        return false;
    cache_lock();
    cache_wait_ready(settings.wait_ms);
    cache_unlock();
    return true;
}

static DWORD number_lines(void) {
    struct line *line;
    DWORD count = 0;
    for (uint32_t at = 0; (line = line_next(&at)) != NULL;) {
        line->index = count++;
        line->offered = true;
    }
    return count;
}

LONG TSPIAPI TSPI_providerEnumDevices(DWORD provider_id, LPDWORD lines, LPDWORD phones, HPROVIDER provider,
                                      LINEEVENT create_line, PHONEEVENT create_phone) {
    (void)provider_id, (void)create_phone;
    if (lines == NULL || phones == NULL)
        return LINEERR_INVALPOINTER;
    *lines = *phones = 0;
    if (!start())
        return LINEERR_OPERATIONFAILED;
    cache_lock();
    events_set_provider(create_line, provider);
    *lines = number_lines();
    cache_unlock();
    return 0;
}

/* Lines get the devices they were counted as; what TAPI has no room for is offered again later. */
static void give_devices(DWORD base, DWORD count) {
    struct line *line;
    for (uint32_t at = 0; (line = line_next(&at)) != NULL;) {
        if (line->index < count)
            line->device = base + line->index;
        else if (line->index != NO_DEVICE)
            line->offered = false;
    }
}

LONG TSPIAPI TSPI_providerInit(DWORD version, DWORD provider_id, DWORD line_base, DWORD phone_base, DWORD_PTR lines,
                               DWORD_PTR phones, ASYNC_COMPLETION complete, LPDWORD options) {
    (void)version, (void)provider_id, (void)phone_base, (void)phones;
    if (complete == NULL)
        return LINEERR_INVALPOINTER;
    if (!start())
        return LINEERR_OPERATIONFAILED;
    if (options != NULL)
        *options = 0; /* may be called on many threads at once */
    cache_lock();
    give_devices(line_base, (DWORD)lines);
    events_set_completion(complete);
    cache_unlock();
    outbox_wake();
    log_write(LOG_INFO, "started with %lu lines", (unsigned long)lines);
    return 0;
}

/* Nobody is to be told anything any more. */
static void fall_silent(void) {
    struct line *line;
    cache_lock();
    events_set_completion(NULL);
    events_set_provider(NULL, NULL);
    for (uint32_t at = 0; (line = line_next(&at)) != NULL;)
        line->tell = NULL;
    cache_unlock();
}

LONG TSPIAPI TSPI_providerShutdown(DWORD version, DWORD provider_id) {
    (void)version, (void)provider_id;
    bool stopped = link_stop();
    fall_silent();
    if (stopped)
        clear();
    else /* TAPI keeps it in a callback; code and memory stay until it comes back */
        log_write(LOG_ERROR, "the reader thread did not end");
    log_close();
    return 0;
}

LONG TSPIAPI TSPI_providerCreateLineDevice(DWORD_PTR handle, DWORD device) {
    LONG result = LINEERR_NODEVICE;
    cache_lock();
    struct line *line = line_of_handle((DWORD)handle);
    if (line != NULL && !line->gone && line->device == NO_DEVICE) {
        line->device = device;
        result = 0;
    }
    cache_unlock();
    return result;
}

LONG TSPIAPI TSPI_providerUIIdentify(LPWSTR name) {
    static const WCHAR dll[] = UI_DLL;
    if (name == NULL)
        return LINEERR_INVALPOINTER;
    memcpy(name, dll, sizeof dll);
    return 0;
}
