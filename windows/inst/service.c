#include "service.h"

#include <stdio.h>
#include <windows.h>

#include "folders.h"
#include "journal.h"
#include "keeper.h"
#include "link.h"
#include "say.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define STOP_HINT_MS 15000 /* more than the gateway may take */

static SERVICE_STATUS_HANDLE handle;
static SERVICE_STATUS status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS};
static struct keeper keeper;

static void tell(DWORD state, DWORD own_code) {
    static DWORD step;
    BOOL is_pending = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;
    status.dwCurrentState = state;
    status.dwControlsAccepted = state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN : 0;
    status.dwWin32ExitCode = own_code == 0 ? NO_ERROR : ERROR_SERVICE_SPECIFIC_ERROR;
    status.dwServiceSpecificExitCode = own_code;
    status.dwCheckPoint = is_pending ? ++step : 0;
    status.dwWaitHint = is_pending ? STOP_HINT_MS : 0;
    SetServiceStatus(handle, &status);
}

static void still_stopping(void) { tell(SERVICE_STOP_PENDING, 0); }

static DWORD WINAPI on_control(DWORD control, DWORD type, void *data, void *context) {
    (void)type, (void)data, (void)context;
    switch (control) {
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_SHUTDOWN:
        tell(SERVICE_STOP_PENDING, 0);
        SetEvent(keeper.stop);
        return NO_ERROR;
    case SERVICE_CONTROL_INTERROGATE:
        return NO_ERROR;
    default:
        return ERROR_CALL_NOT_IMPLEMENTED;
    }
}

/* Before what the configuration says, which need not say anything. */
static BOOL link_options(wchar_t *text) {
    wchar_t token[MAX_PATH];
    unsigned port = link_port();
    *text = L'\0';
    if (port == 0 && GetLastError() == ERROR_ACCESS_DENIED)
        journal_say("this account may not read HKLM\\%ls: TAPI only as the configuration has it", TAPI_KEY);
    return port == 0 || (inside(token, keeper.folder, L"tapi-token.txt") &&
                         _snwprintf(text, COUNT(keeper.command), L"--tapi-port %u --tapi-token-file \"%ls\" ", port,
                                    token) > 0);
}

/* -I: no environment and no current folder may slip modules under the gateway. */
static BOOL make_command(void) {
    wchar_t program[MAX_PATH], python[MAX_PATH], configuration[MAX_PATH], link[COUNT(keeper.command)];
    if (!program_folder(program) || !inside(python, program, L"python\\python.exe") || !link_options(link) ||
        !inside(configuration, keeper.folder, L"ctibridge.toml"))
        return FALSE;
    return _snwprintf(keeper.command, COUNT(keeper.command),
                      L"\"%ls\" -I -X utf8 -m ctibridge serve --until-input-ends %ls-c \"%ls\"", python, link,
                      configuration) > 0;
}

static DWORD work(void) {
    wchar_t log[MAX_PATH];
    if (!data_folder(keeper.folder) || !inside(log, keeper.folder, L"log") || !journal_open(log) || !make_command())
        return NO_FILE;
    keeper.still_stopping = still_stopping;
    DWORD code = keep_running(&keeper);
    journal_close();
    return code;
}

static void WINAPI service_main(DWORD count, wchar_t **words) {
    (void)count, (void)words;
    handle = RegisterServiceCtrlHandlerExW(SERVICE, on_control, NULL);
    keeper.stop = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (handle == NULL || keeper.stop == NULL)
        return;
    tell(SERVICE_RUNNING, 0);
    tell(SERVICE_STOPPED, work());
}

int service_run(void) {
    SERVICE_TABLE_ENTRYW table[] = {{(wchar_t *)SERVICE, service_main}, {NULL, NULL}};
    if (StartServiceCtrlDispatcherW(table))
        return DONE;
    say_wrong(L"Only Windows starts the service: use `start`.");
    return WRONG_USE;
}
