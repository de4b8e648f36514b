#include "prepare.h"

#include <aclapi.h>
#include <ntsecapi.h>
#include <sddl.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

#include "folders.h"
#include "link.h"
#include "say.h"

/* SY the system, BA administrators; LS the gateway's account, NS that of the telephony service. 1301bf: read, write,
   delete, but neither own nor change the rights. P: nothing of ProgramData is inherited, where everybody may read. */
#define OWNERS L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;LS)"
#define TELEPHONY_TOO OWNERS L"(A;OICI;0x1301bf;;;NS)"
#define BOTH_READ L"D:P(A;OICI;KA;;;SY)(A;OICI;KA;;;BA)(A;OICI;KR;;;NS)(A;OICI;KR;;;LS)"
#define TOKEN_BYTES 32
#define TOKEN_SIZE 129 /* the longest that the link takes, and a zero */

static PSECURITY_DESCRIPTOR rights(const wchar_t *text) {
    PSECURITY_DESCRIPTOR made = NULL;
    ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, &made, NULL);
    return made;
}

static BOOL is_self(PSID owner) {
    BYTE buffer[256];
    DWORD size;
    HANDLE token;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
        return FALSE;
    BOOL known = GetTokenInformation(token, TokenUser, buffer, sizeof buffer, &size);
    CloseHandle(token);
    return known && EqualSid(((TOKEN_USER *)buffer)->User.Sid, owner);
}

/* Everybody may make folders in ProgramData: who made this one could have put a configuration into it, or have it lead
   to another folder, which would get our rights. */
static BOOL is_trusted(const wchar_t *folder) {
    PSID owner;
    PSECURITY_DESCRIPTOR all;
    if (GetFileAttributesW(folder) & FILE_ATTRIBUTE_REPARSE_POINT)
        return FALSE;
    if (GetNamedSecurityInfoW((wchar_t *)folder, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, NULL, NULL, NULL,
                              &all) != ERROR_SUCCESS)
        return FALSE;
    BOOL is_known = IsWellKnownSid(owner, WinBuiltinAdministratorsSid) || IsWellKnownSid(owner, WinLocalSystemSid) ||
                    is_self(owner);
    LocalFree(all);
    return is_known;
}

/* The folder with these rights, for all that is in it as well. */
static int own_folder(const wchar_t *path, const wchar_t *text) {
    SECURITY_ATTRIBUTES attributes = {sizeof attributes, rights(text), FALSE};
    BOOL is_ours = attributes.lpSecurityDescriptor != NULL && CreateDirectoryW(path, &attributes);
    if (!is_ours && attributes.lpSecurityDescriptor != NULL && GetLastError() == ERROR_ALREADY_EXISTS &&
        is_trusted(path)) {
        PACL list = NULL;
        BOOL has_list, is_default;
        GetSecurityDescriptorDacl(attributes.lpSecurityDescriptor, &has_list, &list, &is_default);
        is_ours = SetNamedSecurityInfoW((wchar_t *)path, SE_FILE_OBJECT,
                                       DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, NULL, NULL, list,
                                       NULL) == ERROR_SUCCESS;
    }
    LocalFree(attributes.lpSecurityDescriptor);
    if (!is_ours)
        say_wrong(L"%ls cannot be used: it belongs to somebody else, or cannot be made. Move it away.", path);
    return is_ours ? DONE : NOT_ALLOWED;
}

static BOOL read_token(const wchar_t *path, char *token) {
    DWORD length = 0;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return FALSE;
    BOOL is_read = ReadFile(file, token, TOKEN_SIZE - 1, &length, NULL);
    CloseHandle(file);
    token[length] = '\0';
    token[strcspn(token, " \t\r\n")] = '\0';
    return is_read && token[0] != '\0';
}

static BOOL new_token(const wchar_t *path, char *token) {
    BYTE bytes[TOKEN_BYTES];
    DWORD written;
    if (!RtlGenRandom(bytes, sizeof bytes))
        return FALSE;
    for (int i = 0; i < TOKEN_BYTES; i++)
        sprintf(token + 2 * i, "%02x", bytes[i]);
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return FALSE;
    BOOL is_written = WriteFile(file, token, (DWORD)strlen(token), &written, NULL);
    return CloseHandle(file) && is_written;
}

static LSTATUS set_text(HKEY key, const wchar_t *name, const wchar_t *value) {
    return RegSetValueExW(key, name, 0, REG_SZ, (const BYTE *)value, (lstrlenW(value) + 1) * sizeof *value);
}

/* The key has its rights before it has its secret. */
static BOOL tell_provider(const char *token, const wchar_t *log_folder) {
    HKEY key;
    wchar_t wide[TOKEN_SIZE];
    MultiByteToWideChar(CP_UTF8, 0, token, -1, wide, TOKEN_SIZE);
    if (RegCreateKeyExW(HKEY_LOCAL_MACHINE, TAPI_KEY, 0, NULL, 0, KEY_ALL_ACCESS | KEY_WOW64_64KEY, NULL, &key, NULL) !=
        ERROR_SUCCESS)
        return FALSE;
    PSECURITY_DESCRIPTOR reading = rights(BOTH_READ);
    BOOL is_told = RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, reading) == ERROR_SUCCESS &&
                   set_text(key, L"TOKEN", wide) == ERROR_SUCCESS &&
                   set_text(key, L"LOG_FOLDER", log_folder) == ERROR_SUCCESS;
    LocalFree(reading);
    RegCloseKey(key);
    SecureZeroMemory(wide, sizeof wide);
    return is_told;
}

static int share_secret(const wchar_t *data, const wchar_t *tapi_log) {
    char token[TOKEN_SIZE];
    wchar_t path[MAX_PATH];
    BOOL is_shared = inside(path, data, L"tapi-token.txt") && (read_token(path, token) || new_token(path, token)) &&
                     tell_provider(token, tapi_log);
    SecureZeroMemory(token, sizeof token);
    if (!is_shared)
        say_wrong(L"The secret of the TAPI link cannot be written.");
    return is_shared ? DONE : NO_FILE;
}

int prepare(void) {
    wchar_t data[MAX_PATH], log[MAX_PATH], tapi_log[MAX_PATH];
    if (!data_folder(data) || !inside(log, data, L"log") || !inside(tapi_log, data, L"tapi-log")) {
        say_wrong(L"Windows does not tell where ProgramData is.");
        return NO_FILE;
    }
    int code = own_folder(data, OWNERS);
    if (code == DONE)
        code = own_folder(log, OWNERS);
    if (code == DONE)
        code = own_folder(tapi_log, TELEPHONY_TOO);
    return code == DONE ? share_secret(data, tapi_log) : code;
}

void unprepare(void) {
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, TAPI_KEY, KEY_WOW64_64KEY, 0);
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\ctibridge", KEY_WOW64_64KEY, 0); /* fails while something is in it */
}
