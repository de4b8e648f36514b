/* The headers of Windows, in the one order that works, with all structures of TAPI 2.2. */
#ifndef CTIBRIDGE_PLATFORM_H
#define CTIBRIDGE_PLATFORM_H

#define WIN32_LEAN_AND_MEAN
#define UNICODE
#define TAPI_CURRENT_VERSION 0x00030001 /* the header hides what is newer; what we speak is in versions.h */

#include <winsock2.h>
#include <windows.h>

#include <tapi.h>
#include <tspi.h>

#pragma pack() /* tapi.h leaves 1 behind */

#endif
