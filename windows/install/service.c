/* ctibridge-service.exe: the gateway as a service of Windows. It starts what service.ini beside it says, starts it again
   when it ends, and takes all of it along when the service stops.

     ctibridge-service install | remove     as an administrator
     (without words)                        by the service manager

   service.ini:  [service]  command=...  folder=...  log=... */
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#define NAME L"ctibridge"
#define TITLE L"ctibridge, CTI gateway"
#define PATH_SIZE 1024
#define AGAIN_MS 5000  /* before what ended is started again */
#define POLITE_MS 8000 /* for an orderly end, before everything is ended by force */

static SERVICE_STATUS_HANDLE manager;
static HANDLE stop_wanted;

static WCHAR own_folder[PATH_SIZE];

static void find_own_folder(void) {
    DWORD length = GetModuleFileNameW(NULL, own_folder, PATH_SIZE);
    WCHAR *slash = length > 0 && length < PATH_SIZE ? wcsrchr(own_folder, L'\\') : NULL;
    if (slash != NULL)
        *slash = 0;
}

static void read_setting(const WCHAR *name, const WCHAR *otherwise, WCHAR *value) {
    WCHAR file[PATH_SIZE + 16];
    swprintf(file, PATH_SIZE + 16, L"%ls\\service.ini", own_folder);
    GetPrivateProfileStringW(L"service", name, otherwise, value, PATH_SIZE, file);
}

static void tell(DWORD state, DWORD result) {
    SERVICE_STATUS status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS, .dwCurrentState = state};
    status.dwControlsAccepted = state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN : 0;
    status.dwWin32ExitCode = result;
    status.dwWaitHint = state == SERVICE_RUNNING ? 0 : POLITE_MS + 4000;
    SetServiceStatus(manager, &status);
}

static DWORD WINAPI on_control(DWORD control, DWORD type, LPVOID data, LPVOID context) {
    (void)type, (void)data, (void)context;
    if (control == SERVICE_CONTROL_INTERROGATE)
        return NO_ERROR;
    if (control != SERVICE_CONTROL_STOP && control != SERVICE_CONTROL_SHUTDOWN)
        return ERROR_CALL_NOT_IMPLEMENTED;
    tell(SERVICE_STOP_PENDING, 0);
    SetEvent(stop_wanted);
    return NO_ERROR;
}

/* A job ends with its last handle: nothing outlives the service, even when that is killed. */
static HANDLE make_job(void) {
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    HANDLE job = CreateJobObjectW(NULL, NULL);
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    return job;
}

static HANDLE open_log(void) {
    WCHAR path[PATH_SIZE];
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    read_setting(L"log", L"NUL", path);
    return CreateFileW(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &inherit,
                       OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
}

static HANDLE start(HANDLE job, DWORD *id) {
    WCHAR command[PATH_SIZE], folder[PATH_SIZE];
    HANDLE log = open_log();
    STARTUPINFOW startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES, .hStdOutput = log, .hStdError = log};
    PROCESS_INFORMATION process = {0};
    read_setting(L"command", L"", command);
    read_setting(L"folder", own_folder, folder);
    DWORD flags = CREATE_NO_WINDOW | CREATE_SUSPENDED | CREATE_NEW_PROCESS_GROUP;
    BOOL started = CreateProcessW(NULL, command, NULL, NULL, TRUE, flags, NULL, folder, &startup, &process);
    if (log != INVALID_HANDLE_VALUE)
        CloseHandle(log);
    if (!started)
        return NULL;
    AssignProcessToJobObject(job, process.hProcess);
    ResumeThread(process.hThread);
    CloseHandle(process.hThread);
    *id = process.dwProcessId;
    return process.hProcess;
}

/* Ctrl+Break reaches a process group through its console, which is not ours. */
static void end(HANDLE process, DWORD id, HANDLE job) {
    FreeConsole();
    if (AttachConsole(id)) {
        SetConsoleCtrlHandler(NULL, TRUE);
        GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, id);
        FreeConsole();
    }
    if (WaitForSingleObject(process, POLITE_MS) != WAIT_OBJECT_0)
        TerminateJobObject(job, 1);
}

static void run(void) {
    HANDLE job = make_job();
    do {
        DWORD id = 0;
        HANDLE process = start(job, &id);
        HANDLE both[] = {stop_wanted, process};
        if (WaitForMultipleObjects(process != NULL ? 2 : 1, both, FALSE, process != NULL ? INFINITE : 0) == WAIT_OBJECT_0 &&
            process != NULL)
            end(process, id, job);
        if (process != NULL)
            CloseHandle(process);
    } while (WaitForSingleObject(stop_wanted, AGAIN_MS) != WAIT_OBJECT_0);
    CloseHandle(job);
}

static void WINAPI service_main(DWORD count, LPWSTR *words) {
    (void)count, (void)words;
    manager = RegisterServiceCtrlHandlerExW(NAME, on_control, NULL);
    stop_wanted = CreateEventW(NULL, TRUE, FALSE, NULL);
    tell(SERVICE_RUNNING, 0);
    run();
    tell(SERVICE_STOPPED, 0);
}

static int failed(const char *what) {
    fprintf(stderr, "%s: error %lu\n", what, GetLastError());
    return 1;
}

static int install(SC_HANDLE services) {
    WCHAR path[PATH_SIZE + 40];
    SERVICE_DESCRIPTIONW about = {L"Connects the telephone lines of a BroadWorks platform to applications."};
    swprintf(path, PATH_SIZE + 40, L"\"%ls\\ctibridge-service.exe\"", own_folder);
    SC_HANDLE service =
        CreateServiceW(services, NAME, TITLE, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START,
                       SERVICE_ERROR_NORMAL, path, NULL, NULL, NULL, NULL, NULL);
    if (service == NULL && GetLastError() == ERROR_SERVICE_EXISTS)
        return 0;
    if (service == NULL)
        return failed("the service cannot be made");
    ChangeServiceConfig2W(service, SERVICE_CONFIG_DESCRIPTION, &about);
    CloseServiceHandle(service);
    return 0;
}

static void stop(SC_HANDLE service) {
    SERVICE_STATUS status;
    ControlService(service, SERVICE_CONTROL_STOP, &status);
    for (int i = 0; i < 150 && QueryServiceStatus(service, &status) && status.dwCurrentState != SERVICE_STOPPED; i++)
        Sleep(100);
}

static int take_out(SC_HANDLE services) {
    SC_HANDLE service = OpenServiceW(services, NAME, SERVICE_ALL_ACCESS);
    if (service == NULL)
        return GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST ? 0 : failed("the service cannot be opened");
    stop(service);
    int result = DeleteService(service) ? 0 : failed("the service cannot be removed");
    CloseServiceHandle(service);
    return result;
}

static int manage(const WCHAR *word) {
    SC_HANDLE services = OpenSCManagerW(NULL, NULL, SC_MANAGER_ALL_ACCESS);
    if (services == NULL)
        return failed("the service manager (as an administrator?)");
    int result = wcscmp(word, L"install") == 0 ? install(services) : wcscmp(word, L"remove") == 0 ? take_out(services) : 2;
    CloseServiceHandle(services);
    return result;
}

int wmain(int count, WCHAR **words) {
    SERVICE_TABLE_ENTRYW table[] = {{NAME, service_main}, {NULL, NULL}};
    find_own_folder();
    if (count > 1)
        return manage(words[1]);
    return StartServiceCtrlDispatcherW(table) ? 0 : failed("this is started by the service manager");
}
