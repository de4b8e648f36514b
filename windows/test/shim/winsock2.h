/* Winsock with event objects, on sockets and poll. */
#ifndef SHIM_WINSOCK2_H
#define SHIM_WINSOCK2_H

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <windows.h>

typedef int SOCKET;
#define INVALID_SOCKET (-1)
#define WSAEWOULDBLOCK 10035
#define WSA_WAIT_EVENT_0 0u
#define FD_READ 1
#define FD_WRITE 2
#define FD_CONNECT 16
#define FD_CLOSE 32
#define FD_CONNECT_BIT 4
#define MAKEWORD(low, high) ((WORD)((low) | (high) << 8))

typedef struct {
    int unused;
} WSADATA;

typedef struct event *WSAEVENT;
#define WSA_INVALID_EVENT NULL

typedef struct {
    long lNetworkEvents;
    int iErrorCode[10];
} WSANETWORKEVENTS;

int WSAStartup(WORD version, WSADATA *data);
int WSACleanup(void);
int WSAGetLastError(void);
WSAEVENT WSACreateEvent(void);
BOOL WSACloseEvent(WSAEVENT event);
BOOL WSASetEvent(WSAEVENT event);
BOOL WSAResetEvent(WSAEVENT event);
int WSAEventSelect(SOCKET socket, WSAEVENT event, long wanted);
DWORD WSAWaitForMultipleEvents(DWORD count, const WSAEVENT *events, BOOL all, DWORD ms, BOOL alertable);
int WSAEnumNetworkEvents(SOCKET socket, WSAEVENT event, WSANETWORKEVENTS *found);
int closesocket(SOCKET socket);

#endif
