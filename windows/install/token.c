/* A token is made once and then kept: an upgrade must not part gateway and provider. The file leads. */
#include "token.h"

#include <stdio.h>
#include <string.h>

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <sddl.h>

#define LENGTH 48
#define KEY L"SOFTWARE\\ctibridge\\TAPI"
#define FILE_RIGHTS L"D:P(A;;FA;;;SY)(A;;FA;;;BA)"
#define KEY_RIGHTS L"D:P(A;;KA;;;SY)(A;;KA;;;BA)(A;;KR;;;NS)" /* the telephony service is NETWORK SERVICE */

BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

static int failed(const char *what, DWORD error) {
    fprintf(stderr, "%s: error %lu\n", what, error);
    return 1;
}

static int invent(char token[LENGTH + 1]) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"; /* 64 */
    if (!SystemFunction036(token, LENGTH))
        return 0;
    for (int i = 0; i < LENGTH; i++)
        token[i] = letters[token[i] & 63];
    token[LENGTH] = '\0';
    return 1;
}

static SECURITY_ATTRIBUTES rights(const WCHAR *text) {
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, NULL, FALSE};
    ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, &attributes.lpSecurityDescriptor, NULL);
    return attributes;
}

static int read_file(const WCHAR *path, char token[LENGTH * 4]) {
    DWORD count = 0;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return 0;
    BOOL good = ReadFile(file, token, LENGTH * 4 - 1, &count, NULL);
    CloseHandle(file);
    token[good ? count : 0] = '\0';
    token[strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")] = '\0';
    return token[0] != '\0';
}

static int write_file(const WCHAR *path, const char *token) {
    DWORD count;
    SECURITY_ATTRIBUTES own = rights(FILE_RIGHTS);
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, &own, CREATE_NEW, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return failed("the token's file cannot be written", GetLastError());
    BOOL good = WriteFile(file, token, (DWORD)strlen(token), &count, NULL);
    CloseHandle(file);
    return good ? 0 : failed("the token's file cannot be written", GetLastError());
}

static int write_registry(const char *token) {
    SECURITY_ATTRIBUTES own = rights(KEY_RIGHTS);
    HKEY key;
    LSTATUS error = RegCreateKeyExW(HKEY_LOCAL_MACHINE, KEY, 0, NULL, 0, KEY_ALL_ACCESS, &own, &key, NULL);
    if (error != ERROR_SUCCESS)
        return failed("the registry cannot be written", (DWORD)error);
    if (own.lpSecurityDescriptor != NULL) /* a key that was there has other rights */
        RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, own.lpSecurityDescriptor);
    error = RegSetValueExA(key, "TOKEN", 0, REG_SZ, (const BYTE *)token, (DWORD)strlen(token) + 1);
    RegCloseKey(key);
    return error == ERROR_SUCCESS ? 0 : failed("the registry cannot be written", (DWORD)error);
}

int make_token(const wchar_t *path) {
    char token[LENGTH * 4];
    if (read_file(path, token))
        return write_registry(token);
    if (!invent(token))
        return failed("there is no randomness", GetLastError());
    return write_file(path, token) != 0 ? 1 : write_registry(token);
}
