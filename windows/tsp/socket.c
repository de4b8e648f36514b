/* Winsock with event objects: select() could not be woken without a second socket. */
#include "socket.h"

#include "platform.h"

#define CONNECT_MS 2000

static SOCKET connection = INVALID_SOCKET;
static WSAEVENT happened, woken = WSA_INVALID_EVENT; /* on the connection; by another thread */

bool socket_prepare(void) {
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return false;
    happened = WSACreateEvent();
    woken = WSACreateEvent();
    return happened != WSA_INVALID_EVENT && woken != WSA_INVALID_EVENT;
}

void socket_release(void) {
    WSACloseEvent(happened);
    WSACloseEvent(woken);
    woken = WSA_INVALID_EVENT;
    WSACleanup();
}

static bool is_connected(void) {
    WSANETWORKEVENTS events;
    if (WSAWaitForMultipleEvents(1, &happened, FALSE, CONNECT_MS, FALSE) != WSA_WAIT_EVENT_0)
        return false;
    return WSAEnumNetworkEvents(connection, happened, &events) == 0 && (events.lNetworkEvents & FD_CONNECT) != 0 &&
           events.iErrorCode[FD_CONNECT_BIT] == 0;
}

static bool begin(unsigned port) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    BOOL yes = TRUE;
    address.sin_port = htons((unsigned short)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, (const char *)&yes, sizeof yes);
    if (WSAEventSelect(connection, happened, FD_CONNECT | FD_READ | FD_WRITE | FD_CLOSE) != 0)
        return false;
    return connect(connection, (struct sockaddr *)&address, sizeof address) == 0 ||
           WSAGetLastError() == WSAEWOULDBLOCK;
}

bool socket_connect(unsigned port) {
    connection = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (connection == INVALID_SOCKET)
        return false;
    if (begin(port) && is_connected())
        return true;
    socket_close();
    return false;
}

void socket_close(void) {
    if (connection != INVALID_SOCKET)
        closesocket(connection);
    connection = INVALID_SOCKET;
}

void socket_wait(unsigned ms) {
    WSAEVENT both[2] = {woken, happened};
    WSANETWORKEVENTS events;
    WSAWaitForMultipleEvents(connection != INVALID_SOCKET ? 2 : 1, both, FALSE, ms, FALSE);
    WSAResetEvent(woken);
    if (connection != INVALID_SOCKET)
        WSAEnumNetworkEvents(connection, happened, &events); /* arms it again */
}

void socket_wake(void) {
    if (woken != WSA_INVALID_EVENT) /* there is somebody to be woken */
        WSASetEvent(woken);
}

static int result_of(int count) {
    if (count >= 0)
        return count;
    return WSAGetLastError() == WSAEWOULDBLOCK ? 0 : -1;
}

int socket_read(char *buffer, size_t size) {
    int count = recv(connection, buffer, (int)size, 0);
    return count == 0 ? -1 : result_of(count);
}

int socket_write(const char *bytes, size_t count) {
    return count == 0 ? 0 : result_of(send(connection, bytes, (int)count, 0));
}
