/* Where things are: the program's folder, and the data folder in ProgramData. */
#ifndef CTIBRIDGE_FOLDERS_H
#define CTIBRIDGE_FOLDERS_H

#include <windows.h>

/* All paths are MAX_PATH long. FALSE: Windows does not tell, or the path is longer. */
BOOL program_folder(wchar_t *path);
BOOL data_folder(wchar_t *path);
BOOL inside(wchar_t *path, const wchar_t *folder, const wchar_t *name);
BOOL exists(const wchar_t *path);

#endif
