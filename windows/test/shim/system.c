/* Files, modules and settings of Windows. There is no registry: the environment speaks alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include <windows.h>

#include "handles.h"

LONG RegGetValueA(HKEY key, LPCSTR path, LPCSTR name, DWORD flags, LPDWORD type, PVOID value, LPDWORD size) {
    (void)key, (void)path, (void)name, (void)flags, (void)type, (void)value, (void)size;
    return 2; /* ERROR_FILE_NOT_FOUND */
}

DWORD GetEnvironmentVariableA(LPCSTR name, LPSTR value, DWORD size) {
    const char *text = getenv(name);
    size_t length = text != NULL ? strlen(text) : 0;
    if (text != NULL && length < size)
        strcpy(value, text);
    return (DWORD)(length < size ? length : length + 1);
}

static void slashes(char *out, size_t size, const char *path) {
    snprintf(out, size, "%s", path);
    for (char *c = out; *c != '\0'; c++)
        if (*c == '\\')
            *c = '/';
}

HANDLE CreateFileA(LPCSTR path, DWORD access, DWORD share, void *security, DWORD how, DWORD flags, HANDLE pattern) {
    char own[1024];
    (void)access, (void)share, (void)security, (void)how, (void)flags, (void)pattern;
    slashes(own, sizeof own, path);
    int fd = open(own, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return INVALID_HANDLE_VALUE;
    struct handle *handle = calloc(1, sizeof *handle);
    handle->fd = fd;
    return handle;
}

DWORD GetFileSize(HANDLE file, LPDWORD high) {
    struct stat status;
    (void)high;
    fstat(((struct handle *)file)->fd, &status);
    return (DWORD)status.st_size;
}

BOOL WriteFile(HANDLE file, const void *bytes, DWORD count, LPDWORD written, void *overlapped) {
    (void)overlapped;
    ssize_t done = write(((struct handle *)file)->fd, bytes, count);
    *written = done < 0 ? 0 : (DWORD)done;
    return done >= 0;
}

BOOL MoveFileExA(LPCSTR from, LPCSTR to, DWORD flags) {
    char own_from[1024], own_to[1024];
    (void)flags;
    slashes(own_from, sizeof own_from, from);
    slashes(own_to, sizeof own_to, to);
    return rename(own_from, own_to) == 0;
}

BOOL CloseHandle(HANDLE object) {
    struct handle *handle = object;
    if (handle->kind == A_FILE)
        close(handle->fd);
    free(handle);
    return TRUE;
}

void OutputDebugStringA(LPCSTR text) {
    (void)text;
}

BOOLEAN SystemFunction036(PVOID buffer, ULONG length) {
    return getrandom(buffer, length, 0) == (ssize_t)length;
}

BOOL DisableThreadLibraryCalls(HMODULE module) {
    (void)module;
    return TRUE;
}

BOOL GetModuleHandleExA(DWORD flags, LPCSTR name, HMODULE *module) {
    (void)flags, (void)name;
    *module = NULL;
    return TRUE;
}

HMODULE LoadLibraryA(LPCSTR path) {
    HMODULE module = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (module == NULL)
        fprintf(stderr, "%s\n", dlerror());
    return module;
}

FARPROC GetProcAddress(HMODULE module, LPCSTR name) {
    FARPROC found;
    *(void **)&found = dlsym(module, name);
    return found;
}

/* Stays: the reports of the sanitizers name its functions only then. */
BOOL FreeLibrary(HMODULE module) {
    (void)module;
    return TRUE;
}
