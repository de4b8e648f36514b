/* Settings. The environment goes first: tests use it, and only an administrator can set that of a service. */
#include "settings.h"

#include <stdlib.h>
#include <string.h>

#include "platform.h"

#define KEY "SOFTWARE\\ctibridge\\TAPI"
#define PREFIX "CTIBRIDGE_TAPI_"

static void from_registry(const char *name, char *value, DWORD size) {
    DWORD got = size;
    /* RRF_RT_REG_SZ ends the value with a zero, whatever stands in the registry */
    if (RegGetValueA(HKEY_LOCAL_MACHINE, KEY, name, RRF_RT_REG_SZ, NULL, value, &got) != ERROR_SUCCESS)
        value[0] = '\0';
}

static void read_text(const char *name, char *value, DWORD size, const char *otherwise) {
    char variable[64] = PREFIX;
    strncat(variable, name, sizeof variable - sizeof PREFIX);
    DWORD length = GetEnvironmentVariableA(variable, value, size);
    if (length == 0 || length >= size)
        from_registry(name, value, size);
    if (value[0] == '\0' && strlen(otherwise) < size)
        strcpy(value, otherwise);
}

static unsigned read_number(const char *name, unsigned otherwise, unsigned most) {
    char text[SETTING_SIZE];
    read_text(name, text, sizeof text, "");
    char *end;
    unsigned long number = strtoul(text, &end, 10);
    return text[0] == '\0' || *end != '\0' || number > most ? otherwise : (unsigned)number;
}

void settings_read(struct settings *s) {
    s->port = read_number("PORT", 7222, 65535);
    s->log_level = read_number("LOG_LEVEL", 2, 3);
    s->wait_ms = read_number("WAIT_MS", 3000, 4000); /* tapisrv, and a person, wait with us */
    s->pause_ms = read_number("PAUSE_MS", 200, 5000);
    if (s->pause_ms == 0)
        s->pause_ms = 1; /* a service that is not there would be called without end */
    read_text("TOKEN", s->token, sizeof s->token, "");
    read_text("LOG_FOLDER", s->log_folder, sizeof s->log_folder, "");
}
