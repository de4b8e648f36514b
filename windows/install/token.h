/* The secret that gateway and provider share. */
#ifndef INSTALL_TOKEN_H
#define INSTALL_TOKEN_H

#include <wchar.h>

/* Makes it where there is none yet: the file for the gateway, the registry for the provider. The exit code. */
int make_token(const wchar_t *file);

#endif
