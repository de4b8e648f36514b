/* Event objects: an eventfd, and a socket that may be tied to it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <winsock2.h>

struct event {
    int fd;
    SOCKET socket; /* INVALID_SOCKET when none is tied */
    short wanted;  /* of poll */
    int connecting;
};

static __thread int error;

int WSAStartup(WORD version, WSADATA *data) {
    (void)version, (void)data;
    signal(SIGPIPE, SIG_IGN); /* Windows has none: who writes where nobody reads is told so */
    return 0;
}

int WSACleanup(void) {
    return 0;
}

int WSAGetLastError(void) {
    return errno == EAGAIN || errno == EINPROGRESS ? WSAEWOULDBLOCK : (error = errno);
}

WSAEVENT WSACreateEvent(void) {
    WSAEVENT event = calloc(1, sizeof *event);
    event->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    event->socket = INVALID_SOCKET;
    return event;
}

BOOL WSACloseEvent(WSAEVENT event) {
    close(event->fd);
    free(event);
    return TRUE;
}

BOOL WSASetEvent(WSAEVENT event) {
    return eventfd_write(event->fd, 1) == 0;
}

BOOL WSAResetEvent(WSAEVENT event) {
    eventfd_t value;
    eventfd_read(event->fd, &value);
    return TRUE;
}

int WSAEventSelect(SOCKET socket, WSAEVENT event, long wanted) {
    (void)wanted;
    fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
    event->socket = socket;
    event->wanted = POLLOUT;
    event->connecting = 1;
    return 0;
}

DWORD WSAWaitForMultipleEvents(DWORD count, const WSAEVENT *events, BOOL all, DWORD ms, BOOL alertable) {
    struct pollfd set[8];
    (void)all, (void)alertable;
    for (DWORD i = 0; i < count; i++) {
        set[2 * i] = (struct pollfd){events[i]->fd, POLLIN, 0};
        set[2 * i + 1] = (struct pollfd){events[i]->socket, events[i]->wanted, 0}; /* -1 is ignored */
    }
    poll(set, 2 * count, (int)ms);
    for (DWORD i = 0; i < count; i++)
        if (set[2 * i].revents != 0 || set[2 * i + 1].revents != 0)
            return WSA_WAIT_EVENT_0 + i;
    return WAIT_TIMEOUT;
}

int WSAEnumNetworkEvents(SOCKET socket, WSAEVENT event, WSANETWORKEVENTS *found) {
    int failure = 0;
    socklen_t size = sizeof failure;
    *found = (WSANETWORKEVENTS){0, {0}};
    if (event->connecting) {
        getsockopt(socket, SOL_SOCKET, SO_ERROR, &failure, &size);
        found->lNetworkEvents = FD_CONNECT;
        found->iErrorCode[FD_CONNECT_BIT] = failure;
    }
    event->connecting = 0;
    event->wanted = POLLIN; /* what could not be sent is tried again at the next tick */
    return 0;
}

int closesocket(SOCKET socket) {
    return close(socket);
}
