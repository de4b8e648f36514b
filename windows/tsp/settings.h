/* What an administrator set: HKLM\SOFTWARE\ctibridge\TAPI, or CTIBRIDGE_TAPI_* in the environment. */
#ifndef CTIBRIDGE_SETTINGS_H
#define CTIBRIDGE_SETTINGS_H

#define SETTING_SIZE 512

struct settings {
    unsigned port;
    unsigned log_level;
    unsigned wait_ms; /* how long the start of the telephony service waits for the lines */
    unsigned pause_ms; /* before the service is called again */
    char token[SETTING_SIZE];
    char log_folder[SETTING_SIZE];
};

void settings_read(struct settings *s);

#endif
