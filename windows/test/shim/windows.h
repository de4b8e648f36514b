/* As much of Windows as the provider and its harness use, on POSIX, so that sanitizers can watch the same sources. */
#ifndef SHIM_WINDOWS_H
#define SHIM_WINDOWS_H

#include <stddef.h>
#include <stdint.h>

#define WINAPI
#define CALLBACK
#define NTAPI
#define EXTERN_C extern
#define __C89_NAMELESS
#define __MSABI_LONG(x) x
#define __LONG32 int
#define WINELIB_NAME_AW(x) x##W
#define __MINGW_TYPEDEF_AW(x) typedef x##W x;
#define __MINGW_NAME_AW(x) x##W
#define DUMMYUNIONNAME
#define TRUE 1
#define FALSE 0

typedef uint32_t DWORD, ULONG, UINT;
typedef int32_t LONG, BOOL, HRESULT;
typedef uint16_t WORD, WCHAR;
typedef uint8_t BYTE, BOOLEAN;
typedef char CHAR;
typedef uint64_t ULONGLONG;
typedef uintptr_t DWORD_PTR, ULONG_PTR, WPARAM;
typedef double DATE;
typedef int64_t CURRENCY;
typedef void *PVOID, *LPVOID, *HANDLE, *HWND, *HICON, *HINSTANCE, *HMODULE, *HKEY;
typedef DWORD *LPDWORD;
typedef DWORD_PTR *LPDWORD_PTR;
typedef char *LPSTR;
typedef const char *LPCSTR;
typedef WCHAR *LPWSTR;
typedef const WCHAR *LPCWSTR;
typedef void (*FARPROC)(void);

typedef struct {
    DWORD Data1;
    WORD Data2, Data3;
    BYTE Data4[8];
} GUID, CLSID, *LPGUID;
#define GUID_DEFINED
#define __LPGUID_DEFINED__

typedef struct {
    WORD wYear, wMonth, wDayOfWeek, wDay, wHour, wMinute, wSecond, wMilliseconds;
} SYSTEMTIME;

#define ERROR_SUCCESS 0
#define INVALID_HANDLE_VALUE ((HANDLE)(intptr_t)-1)
#define INFINITE 0xFFFFFFFFu
#define WAIT_OBJECT_0 0u
#define WAIT_TIMEOUT 258u

typedef struct {
    void *own;
} SRWLOCK, CONDITION_VARIABLE;
#define SRWLOCK_INIT {NULL}
#define CONDITION_VARIABLE_INIT {NULL}
void AcquireSRWLockExclusive(SRWLOCK *lock);
void ReleaseSRWLockExclusive(SRWLOCK *lock);
BOOL SleepConditionVariableSRW(CONDITION_VARIABLE *condition, SRWLOCK *lock, DWORD ms, ULONG flags);
void WakeAllConditionVariable(CONDITION_VARIABLE *condition);

typedef DWORD (*LPTHREAD_START_ROUTINE)(LPVOID);
HANDLE CreateThread(void *security, size_t stack, LPTHREAD_START_ROUTINE run, LPVOID argument, DWORD flags, LPDWORD id);
DWORD WaitForSingleObject(HANDLE thread, DWORD ms);
DWORD GetCurrentThreadId(void);
DWORD GetCurrentProcessId(void);
void Sleep(DWORD ms);
ULONGLONG GetTickCount64(void);
typedef union {
    int64_t QuadPart;
} LARGE_INTEGER;
BOOL QueryPerformanceCounter(LARGE_INTEGER *now);
BOOL QueryPerformanceFrequency(LARGE_INTEGER *second);
void GetSystemTime(SYSTEMTIME *time);

#define HKEY_LOCAL_MACHINE ((HKEY)1)
#define RRF_RT_REG_SZ 2
LONG RegGetValueA(HKEY key, LPCSTR path, LPCSTR name, DWORD flags, LPDWORD type, PVOID value, LPDWORD size);
DWORD GetEnvironmentVariableA(LPCSTR name, LPSTR value, DWORD size);

#define FILE_APPEND_DATA 4
#define FILE_SHARE_READ 1
#define FILE_SHARE_DELETE 4
#define OPEN_ALWAYS 4
#define FILE_ATTRIBUTE_NORMAL 0x80
#define MOVEFILE_REPLACE_EXISTING 1
HANDLE CreateFileA(LPCSTR path, DWORD access, DWORD share, void *security, DWORD how, DWORD flags, HANDLE pattern);
DWORD GetFileSize(HANDLE file, LPDWORD high);
BOOL WriteFile(HANDLE file, const void *bytes, DWORD count, LPDWORD written, void *overlapped);
BOOL MoveFileExA(LPCSTR from, LPCSTR to, DWORD flags);
BOOL CloseHandle(HANDLE handle);
void OutputDebugStringA(LPCSTR text);

#define DLL_PROCESS_ATTACH 1
#define GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS 4
BOOL DisableThreadLibraryCalls(HMODULE module);
BOOL GetModuleHandleExA(DWORD flags, LPCSTR name, HMODULE *module);
HMODULE LoadLibraryA(LPCSTR path);
FARPROC GetProcAddress(HMODULE module, LPCSTR name);
BOOL FreeLibrary(HMODULE module);
void FreeLibraryAndExitThread(HMODULE module, DWORD code) __attribute__((noreturn));

#endif
