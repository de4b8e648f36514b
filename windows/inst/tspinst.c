/* Registers the TAPI service provider of ctibridge: tspinst add | remove | list | repair.
   64 bit, because the telephony service is, and a 32-bit program would be shown another System32. */
#include <windows.h>

#include "link.h"
#include "placing.h"
#include "say.h"
#include "telephony.h"

static const wchar_t HELP[] =
    L"tspinst add      put the service provider in its place and register it\r\n"
    L"tspinst remove   unregister it and take it away\r\n"
    L"tspinst list     show all service providers of this machine; 4: ctibridge is not among them\r\n"
    L"tspinst repair   the same as remove and add: after an upgrade of Windows\r\n"
    L"add, remove and repair need an administrator.";

static int list(void) {
    struct provider_list all;
    int code = providers_read(&all);
    BOOL is_there = FALSE;
    for (unsigned i = 0; code == DONE && i < all.count; i++) {
        BOOL is_ours = is_provider(&all.provider[i], TSP_FILE);
        say(L"%lu\t%ls%ls", all.provider[i].id, all.provider[i].file, is_ours ? L"\t<- ctibridge" : L"");
        is_there = is_there || is_ours;
    }
    return code != DONE ? code : is_there ? DONE : NOT_THERE;
}

/* Every entry of ours goes, also what older or broken installations left twice. */
static int unregister(void) {
    struct provider_list all;
    int code = providers_read(&all);
    for (unsigned i = 0; code == DONE && i < all.count; i++) {
        if (!is_provider(&all.provider[i], TSP_FILE))
            continue;
        code = provider_remove(all.provider[i].id);
        if (code == DONE)
            say(L"Removed provider %lu.", all.provider[i].id);
    }
    return code;
}

static int enter(void) {
    struct provider_list all;
    int code = providers_read(&all);
    for (unsigned i = 0; code == DONE && i < all.count; i++) {
        if (is_provider(&all.provider[i], TSP_FILE)) {
            say(L"Provider %lu is there already.", all.provider[i].id);
            return DONE;
        }
    }
    DWORD id = 0;
    if (code == DONE)
        code = provider_add(TSP_FILE, &id);
    if (code == DONE)
        say(L"Added provider %lu.", id);
    return code;
}

/* The link first: the gateway may have it also where Windows refuses the provider for now. */
static int add(void) {
    if (!link_keep_port()) {
        say_wrong(L"HKLM\\" TAPI_KEY L" cannot be written.");
        return NO_FILE;
    }
    int code = place_files();
    return code == DONE ? enter() : code;
}

/* The files go even when the telephony service does not answer: an uninstallation must leave nothing that loads. */
static int remove_all(void) {
    link_forget_port();
    int code = unregister();
    int files = take_files_away();
    return code == DONE ? files : code;
}

/* The file first: Windows may want to load what it is to remove. */
static int repair(void) {
    int code = place_files();
    if (code == DONE)
        code = unregister();
    return code == DONE ? add() : code;
}

static const struct {
    const wchar_t *name;
    int (*run)(void);
    BOOL is_privileged;
} COMMANDS[] = {
    {L"add", add, TRUE}, {L"remove", remove_all, TRUE}, {L"list", list, FALSE}, {L"repair", repair, TRUE}};

static BOOL is_administrator(void) {
    SID_IDENTIFIER_AUTHORITY nt = {SECURITY_NT_AUTHORITY};
    PSID administrators;
    BOOL is_member = FALSE;
    if (!AllocateAndInitializeSid(&nt, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS, 0, 0, 0, 0, 0, 0,
                                  &administrators))
        return FALSE;
    CheckTokenMembership(NULL, administrators, &is_member);
    FreeSid(administrators);
    return is_member;
}

int wmain(int count, wchar_t **words) {
    for (unsigned i = 0; count == 2 && i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
        if (lstrcmpiW(words[1], COMMANDS[i].name) != 0)
            continue;
        if (COMMANDS[i].is_privileged && !is_administrator()) {
            SetLastError(0);
            say_wrong(L"This needs an administrator: start the command prompt with \"Run as administrator\".");
            return NOT_ALLOWED;
        }
        return COMMANDS[i].run();
    }
    say(L"%ls", HELP);
    return WRONG_USE;
}
