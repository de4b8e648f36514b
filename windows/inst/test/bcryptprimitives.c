/* Wine 8 lacks bcryptprimitives.dll, which libraries written in Rust ask for random bytes. For tests only; Windows has it. */
#include <windows.h>

#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) { return RtlGenRandom(bytes, (ULONG)count); }
