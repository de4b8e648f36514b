#include "manage.h"

#include <stdio.h>
#include <windows.h>

#include "folders.h"
#include "say.h"
#include "service.h"

#define ACCOUNT L"NT AUTHORITY\\LocalService" /* may connect and listen, and little else */
#define TITLE L"ctibridge"
#define PURPOSE L"Connects telephone lines of a BroadWorks platform with applications (CSTA, TAPI)."
#define STEP_MS 250
#define MOST_STEPS 120 /* 30 s: twice what the gateway may take to end */

/* FALSE: cannot, and that was said. The caller closes both. */
static BOOL open_service(SC_HANDLE *manager, SC_HANDLE *service, DWORD wanted) {
    *service = NULL;
    *manager = OpenSCManagerW(NULL, NULL, wanted & SERVICE_CHANGE_CONFIG ? SC_MANAGER_CREATE_SERVICE : SC_MANAGER_CONNECT);
    if (*manager == NULL) {
        say_wrong(L"Windows does not let us manage services.");
        return FALSE;
    }
    *service = OpenServiceW(*manager, SERVICE, wanted);
    return TRUE;
}

static void close_both(SC_HANDLE manager, SC_HANDLE service) {
    if (service != NULL)
        CloseServiceHandle(service);
    CloseServiceHandle(manager);
}

static int not_there(SC_HANDLE manager) {
    DWORD error = GetLastError();
    say_wrong(L"The service cannot be opened.");
    CloseServiceHandle(manager);
    return error == ERROR_ACCESS_DENIED ? NOT_ALLOWED : NOT_THERE;
}

/* Windows starts it late: the network is there, and nothing waits for it. It restarts this program if it crashes. */
static void describe(SC_HANDLE service) {
    SERVICE_DESCRIPTIONW description = {(wchar_t *)PURPOSE};
    SERVICE_DELAYED_AUTO_START_INFO delayed = {TRUE};
    SC_ACTION again = {SC_ACTION_RESTART, 10000};
    SERVICE_FAILURE_ACTIONSW failure = {.dwResetPeriod = 86400, .cActions = 1, .lpsaActions = &again};
    ChangeServiceConfig2W(service, SERVICE_CONFIG_DESCRIPTION, &description);
    ChangeServiceConfig2W(service, SERVICE_CONFIG_DELAYED_AUTO_START_INFO, &delayed);
    ChangeServiceConfig2W(service, SERVICE_CONFIG_FAILURE_ACTIONS, &failure);
}

/* An account or start type that an administrator changed stays as it is. */
static SC_HANDLE enter(SC_HANDLE manager, SC_HANDLE service, const wchar_t *command) {
    if (service != NULL) {
        ChangeServiceConfigW(service, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, command, NULL, NULL, NULL,
                             NULL, NULL, NULL);
        return service;
    }
    return CreateServiceW(manager, SERVICE, TITLE, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START,
                          SERVICE_ERROR_NORMAL, command, NULL, NULL, L"Tcpip\0", ACCOUNT, NULL);
}

int service_install(void) {
    wchar_t program[MAX_PATH], command[MAX_PATH + 8];
    DWORD length = GetModuleFileNameW(NULL, program, MAX_PATH);
    SC_HANDLE manager, service;
    if (length == 0 || length >= MAX_PATH || !open_service(&manager, &service, SERVICE_ALL_ACCESS))
        return NOT_ALLOWED;
    _snwprintf(command, MAX_PATH + 8, L"\"%ls\" run", program);
    service = enter(manager, service, command);
    if (service == NULL)
        say_wrong(L"The service cannot be entered.");
    else
        describe(service);
    int code = service == NULL ? NOT_ALLOWED : DONE;
    close_both(manager, service);
    return code;
}

static BOOL wait_for(SC_HANDLE service, DWORD state) {
    SERVICE_STATUS status;
    for (int step = 0; step < MOST_STEPS && QueryServiceStatus(service, &status); step++) {
        if (status.dwCurrentState == state)
            return TRUE;
        if (state == SERVICE_RUNNING && status.dwCurrentState == SERVICE_STOPPED)
            return FALSE;
        Sleep(STEP_MS);
    }
    return FALSE;
}

int service_start(void) {
    wchar_t data[MAX_PATH], configuration[MAX_PATH];
    SC_HANDLE manager, service;
    if (!data_folder(data) || !inside(configuration, data, L"ctibridge.toml") || !exists(configuration)) {
        say_wrong(L"Write ctibridge.toml in ProgramData\\ctibridge first.");
        return NO_FILE;
    }
    if (!open_service(&manager, &service, SERVICE_START | SERVICE_QUERY_STATUS))
        return NOT_ALLOWED;
    if (service == NULL)
        return not_there(manager);
    BOOL is_started = StartServiceW(service, 0, NULL) || GetLastError() == ERROR_SERVICE_ALREADY_RUNNING;
    is_started = is_started && wait_for(service, SERVICE_RUNNING);
    if (!is_started)
        say_wrong(L"The service does not start; see the log in ProgramData\\ctibridge\\log.");
    close_both(manager, service);
    return is_started ? DONE : FAILED;
}

static int stop(SC_HANDLE service) {
    SERVICE_STATUS status;
    if (!ControlService(service, SERVICE_CONTROL_STOP, &status) && GetLastError() == ERROR_SERVICE_NOT_ACTIVE)
        return DONE;
    if (wait_for(service, SERVICE_STOPPED))
        return DONE;
    say_wrong(L"The service does not stop.");
    return FAILED;
}

int service_stop(void) {
    SC_HANDLE manager, service;
    if (!open_service(&manager, &service, SERVICE_STOP | SERVICE_QUERY_STATUS))
        return NOT_ALLOWED;
    if (service == NULL)
        return not_there(manager);
    int code = stop(service);
    close_both(manager, service);
    return code;
}

int service_uninstall(void) {
    SC_HANDLE manager, service;
    if (!open_service(&manager, &service, SERVICE_ALL_ACCESS))
        return NOT_ALLOWED;
    if (service == NULL)
        return not_there(manager) == NOT_THERE ? DONE : NOT_ALLOWED;
    int code = stop(service);
    if (!DeleteService(service) && GetLastError() != ERROR_SERVICE_MARKED_FOR_DELETE)
        code = FAILED;
    close_both(manager, service);
    return code;
}

int service_status(void) {
    SERVICE_STATUS status;
    SC_HANDLE manager, service;
    if (!open_service(&manager, &service, SERVICE_QUERY_STATUS))
        return NOT_ALLOWED;
    if (service == NULL)
        return not_there(manager);
    BOOL is_running = QueryServiceStatus(service, &status) && status.dwCurrentState == SERVICE_RUNNING;
    say(is_running ? L"running" : L"not running");
    close_both(manager, service);
    return is_running ? DONE : FAILED;
}
