/* The telephony service's list of service providers. Knows tapi32.dll, and nothing of files. */
#ifndef CTIBRIDGE_TELEPHONY_H
#define CTIBRIDGE_TELEPHONY_H

#include <windows.h>

#define MOST_PROVIDERS 64 /* a machine has five or six */

struct provider {
    DWORD id;
    wchar_t file[MAX_PATH];
};

struct provider_list {
    unsigned count;
    struct provider provider[MOST_PROVIDERS];
};

/* All three return 0, NO_TAPI or REFUSED (say.h), and say why. */
int providers_read(struct provider_list *list);
int provider_add(const wchar_t *file, DWORD *id);
int provider_remove(DWORD id);

/* Whether the entry is this file, whatever folder and case it is written with. */
BOOL is_provider(const struct provider *entry, const wchar_t *file);

#endif
