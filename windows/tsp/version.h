/* The version of the DLL, and the versions of TSPI it speaks. */
#ifndef CTIBRIDGE_VERSION_H
#define CTIBRIDGE_VERSION_H

#define VERSION_TEXT "0.1.0"
#define OLDEST_TSPI 0x00020000u /* the first with providerEnumDevices and Unicode texts */
#define NEWEST_TSPI 0x00020002u /* 3.x adds media in the PC, which there is not */

#endif
