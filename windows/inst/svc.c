/* The gateway as a Windows service: ctibridge-service install | uninstall | start | stop | status; Windows itself says run.
   Keeps the gateway running and writes what it says to a log. Knows nothing of telephony. */
#include <windows.h>

#include "manage.h"
#include "prepare.h"
#include "say.h"
#include "service.h"

static const wchar_t HELP[] =
    L"ctibridge-service install     make folders, rights and the secret of the TAPI link; enter the service\r\n"
    L"ctibridge-service uninstall   stop it and take it away; configuration, state and logs stay\r\n"
    L"ctibridge-service start | stop | status\r\n"
    L"All but status need an administrator.";

static int install(void) {
    int code = prepare();
    return code == DONE ? service_install() : code;
}

static int uninstall(void) {
    int code = service_uninstall();
    unprepare();
    return code;
}

static const struct {
    const wchar_t *name;
    int (*run)(void);
} COMMANDS[] = {{L"install", install},     {L"uninstall", uninstall},     {L"start", service_start},
                {L"stop", service_stop},   {L"status", service_status}, {L"run", service_run}};

int wmain(int count, wchar_t **words) {
    for (unsigned i = 0; count == 2 && i < sizeof COMMANDS / sizeof *COMMANDS; i++)
        if (lstrcmpiW(words[1], COMMANDS[i].name) == 0)
            return COMMANDS[i].run();
    say(L"%ls", HELP);
    return WRONG_USE;
}
