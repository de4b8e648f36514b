/* What a HANDLE of the shim is. */
#ifndef SHIM_HANDLES_H
#define SHIM_HANDLES_H

#include <pthread.h>

struct handle {
    enum { A_FILE, A_THREAD } kind;
    int fd;
    pthread_t thread;
};

#endif
