/* There are no dialogs: the gateway is configured by its file, the provider by the installer. */
#include "platform.h"

LONG TSPIAPI TUISPI_providerInstall(TUISPIDLLCALLBACK callback, HWND owner, DWORD provider_id) {
    (void)callback, (void)owner, (void)provider_id;
    return 0;
}

LONG TSPIAPI TUISPI_providerRemove(TUISPIDLLCALLBACK callback, HWND owner, DWORD provider_id) {
    (void)callback, (void)owner, (void)provider_id;
    return 0;
}

LONG TSPIAPI TUISPI_providerConfig(TUISPIDLLCALLBACK callback, HWND owner, DWORD provider_id) {
    (void)callback, (void)owner, (void)provider_id;
    return 0;
}
