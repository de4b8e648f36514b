#include "child.h"

#include "journal.h"

static DWORD WINAPI carry_output(void *argument) {
    HANDLE output = argument;
    char bytes[4096];
    DWORD length;
    while (ReadFile(output, bytes, sizeof bytes, &length, NULL) && length > 0)
        journal_write(bytes, length);
    return 0;
}

static HANDLE new_job(void) {
    HANDLE job = CreateJobObjectW(NULL, NULL);
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE; /* also when this service crashes */
    if (job != NULL)
        SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    return job;
}

/* Its own ends of the pipes are not inherited: else the output would never end. */
static BOOL new_pipe(HANDLE *theirs, HANDLE *ours, BOOL is_output) {
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    BOOL made = is_output ? CreatePipe(ours, theirs, &inherited, 0) : CreatePipe(theirs, ours, &inherited, 0);
    return made && SetHandleInformation(*ours, HANDLE_FLAG_INHERIT, 0);
}

/* Suspended until it is in the job: it must not start anything before. A group of its own: Ctrl-Break is for it alone. */
static BOOL spawn(struct child *child, wchar_t *command, const wchar_t *folder, HANDLE input, HANDLE output) {
    STARTUPINFOW start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
    start.hStdInput = input;
    start.hStdOutput = start.hStdError = output;
    PROCESS_INFORMATION made;
    DWORD flags = CREATE_SUSPENDED | CREATE_NEW_PROCESS_GROUP | CREATE_UNICODE_ENVIRONMENT;
    if (!CreateProcessW(NULL, command, NULL, NULL, TRUE, flags, NULL, folder, &start, &made))
        return FALSE;
    AssignProcessToJobObject(child->job, made.hProcess);
    ResumeThread(made.hThread);
    CloseHandle(made.hThread);
    child->process = made.hProcess;
    child->id = made.dwProcessId;
    return TRUE;
}

BOOL child_start(struct child *child, wchar_t *command, const wchar_t *folder) {
    HANDLE input, our_input, output;
    ZeroMemory(child, sizeof *child);
    if (!new_pipe(&input, &our_input, FALSE))
        return FALSE;
    CloseHandle(our_input); /* who reads the keyboard there finds its end */
    BOOL is_started = new_pipe(&output, &child->output, TRUE) && (child->job = new_job()) != NULL &&
                      spawn(child, command, folder, input, output);
    DWORD error = GetLastError();
    CloseHandle(input);
    CloseHandle(output);
    if (is_started)
        child->reader = CreateThread(NULL, 0, carry_output, child->output, 0, NULL);
    SetLastError(error);
    return is_started;
}

void child_ask(const struct child *child) { GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, child->id); }

DWORD child_end(struct child *child) {
    DWORD code = 0;
    TerminateJobObject(child->job, 1);
    WaitForSingleObject(child->process, 5000);
    GetExitCodeProcess(child->process, &code);
    WaitForSingleObject(child->reader, 5000); /* its last words */
    CloseHandle(child->reader);
    CloseHandle(child->output);
    CloseHandle(child->process);
    CloseHandle(child->job);
    return code;
}
