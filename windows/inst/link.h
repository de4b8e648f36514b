/* The port of the TAPI link, in the registry: the provider finds the gateway by it. Where it stands the gateway has the
   link; registering the provider puts it there, and its removal takes it away. */
#ifndef CTIBRIDGE_LINK_H
#define CTIBRIDGE_LINK_H

#include <windows.h>

#define TAPI_KEY L"SOFTWARE\\ctibridge\\TAPI"
#define DEFAULT_PORT 7222u

/* What an administrator chose stays. FALSE: the registry refuses; GetLastError says why. */
BOOL link_keep_port(void);
void link_forget_port(void);

/* 0: there is no link. What is no port counts as the usual one, as it does for the provider. */
unsigned link_port(void);

#endif
