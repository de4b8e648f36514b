/* Puts the service provider's files where Windows looks for them, and takes them away. */
#ifndef CTIBRIDGE_PLACING_H
#define CTIBRIDGE_PLACING_H

#include <windows.h>

#define TSP_FILE L"ctibridge.tsp"

/* Copies tapi\x64 and tapi\x86 beside this program to System32 and SysWOW64. Returns DONE or NO_FILE, and says why. */
int place_files(void);

/* Takes them away; what is in use goes at the next start of Windows. */
int take_files_away(void);

#endif
