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

/* Suspended until it is in the job: it must not start anything before. */
static BOOL spawn(struct child *child, wchar_t *command, const wchar_t *folder, HANDLE input, HANDLE output) {
    STARTUPINFOW start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
    start.hStdInput = input;
    start.hStdOutput = start.hStdError = output;
    PROCESS_INFORMATION made;
    DWORD flags = CREATE_SUSPENDED | CREATE_NO_WINDOW;
    if (!CreateProcessW(NULL, command, NULL, NULL, TRUE, flags, NULL, folder, &start, &made))
        return FALSE;
    AssignProcessToJobObject(child->job, made.hProcess);
    ResumeThread(made.hThread);
    CloseHandle(made.hThread);
    child->process = made.hProcess;
    child->id = made.dwProcessId;
    return TRUE;
}

static void close_all(int count, const HANDLE *handle) {
    for (int i = 0; i < count; i++)
        if (handle[i] != NULL)
            CloseHandle(handle[i]);
}

BOOL child_start(struct child *child, wchar_t *command, const wchar_t *folder) {
    HANDLE input = NULL, output = NULL;
    ZeroMemory(child, sizeof *child);
    BOOL is_started = new_pipe(&input, &child->input, FALSE) && new_pipe(&output, &child->output, TRUE) &&
                      (child->job = new_job()) != NULL &&
                      spawn(child, command, folder, input, output);
    DWORD error = GetLastError();
    close_all(2, (HANDLE[]){input, output});
    if (is_started)
        child->reader = CreateThread(NULL, 0, carry_output, child->output, 0, NULL);
    else
        close_all(3, (HANDLE[]){child->input, child->output, child->job});
    SetLastError(error);
    return is_started;
}

void child_ask(struct child *child) {
    CloseHandle(child->input);
    child->input = NULL;
}

DWORD child_end(struct child *child) {
    DWORD code = 0;
    TerminateJobObject(child->job, 1);
    WaitForSingleObject(child->process, 5000);
    GetExitCodeProcess(child->process, &code);
    WaitForSingleObject(child->reader, 5000); /* its last words */
    close_all(5, (HANDLE[]){child->input, child->reader, child->output, child->process, child->job});
    return code;
}
