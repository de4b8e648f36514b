/* The reader thread. A turn: wait, read, take what came, let go of the lock, tell. */
#include "link.h"

#include <stdatomic.h>
#include <string.h>

#include "call_messages.h"
#include "call_settings.h"
#include "events.h"
#include "handshake.h"
#include "line_messages.h"
#include "log.h"
#include "messages.h"
#include "outbox.h"
#include "requests.h"
#include "socket.h"

#define HANDSHAKE_MS 5000
#define SILENCE_MS 15000
#define TICK_MS 250
#define LONGEST_PAUSE_MS 5000
#define STEADY_MS 1000 /* a service that breaks off sooner is not called again at once */
#define STOP_MS 4000
#define BYE_STOPPING 5

static struct settings settings;
static HANDLE thread;
static DWORD thread_id;
static atomic_bool stopping;

/* The reader's own. */
static char received[JSON_LINE];
static size_t received_count;
static struct conversation talk;
static struct handshake shake;
static ULONGLONG began, heard;

static bool take_challenge(const struct json *message) {
    char text[256];
    struct json_line line;
    if (!handshake_proof(&shake, &settings, message, &line, text, sizeof text)) {
        log_write(LOG_ERROR, "the service on port %u does not know the token", settings.port);
        return false;
    }
    talk.phase = WELCOME;
    return outbox_send(&line);
}

/* One line of the service; false ends the connection. */
static bool take(char *text, size_t length) {
    static struct json_field fields[JSON_FIELDS];
    struct json message;
    if (!json_parse(&message, fields, text, length) || !message_is_proper(&talk, &message)) {
        log_write(LOG_ERROR, "the service broke the protocol");
        return false;
    }
    cache_lock();
    bool good = talk.phase == CHALLENGE && strcmp(json_text(&message, "type"), "challenge") == 0
                    ? take_challenge(&message)
                    : message_take(&talk, &message);
    cache_unlock();
    events_tell();
    return good;
}

/* Takes the whole lines of what was received; what is left moves to the front. */
static bool take_lines(void) {
    char *start = received, *end = received + received_count, *newline;
    while ((newline = memchr(start, '\n', (size_t)(end - start))) != NULL) {
        if (stopping || !take(start, (size_t)(newline - start)))
            return false;
        start = newline + 1;
    }
    received_count = (size_t)(end - start);
    memmove(received, start, received_count);
    return received_count < sizeof received; /* else a line is longer than the link allows */
}

static bool read_some(void) {
    for (;;) {
        int count = socket_read(received + received_count, sizeof received - received_count);
        if (count <= 0)
            return count == 0;
        heard = GetTickCount64();
        received_count += (size_t)count;
        if (!take_lines())
            return false;
    }
}

static bool is_alive(void) {
    ULONGLONG now = GetTickCount64();
    return talk.phase >= LISTING ? now - heard < SILENCE_MS : now - began < HANDSHAKE_MS;
}

/* What is due besides reading. */
static bool look_round(void) {
    cache_lock();
    requests_expire();
    call_settings_tell();
    lines_settle();
    bool good = outbox_flush();
    cache_unlock();
    events_tell();
    return good && is_alive();
}

static bool greet(void) {
    char text[512];
    struct json_line line;
    cache_lock();
    outbox_begin();
    received_count = 0;
    talk = (struct conversation){CHALLENGE, 0};
    bool good = handshake_hello(&shake, &line, text, sizeof text) && outbox_send(&line);
    cache_unlock();
    began = heard = GetTickCount64();
    return good;
}

static void lose(void) {
    cache_lock();
    outbox_end();
    cache_set_ready(false);
    talk.phase = CHALLENGE;
    requests_fail();
    calls_end(NULL);
    lines_lost();
    socket_close();
    cache_unlock();
    events_tell();
}

/* From connecting to the loss; how long it lasted, 0 when the list of lines was not heard. */
static ULONGLONG converse(void) {
    if (!socket_connect(settings.port))
        return 0;
    bool good = greet();
    log_write(LOG_INFO, "connected to port %u", settings.port);
    while (good && !stopping) {
        good = look_round() && read_some();
        if (good && !stopping)
            socket_wait(TICK_MS);
    }
    ULONGLONG lasted = talk.phase == READY ? GetTickCount64() - began + 1 : 0;
    log_write(LOG_INFO, "connection ended, bye %u", talk.bye);
    lose();
    return lasted;
}

static void pause_for(DWORD ms) {
    ULONGLONG end = GetTickCount64() + ms;
    for (ULONGLONG now = 0; !stopping && (now = GetTickCount64()) < end;)
        socket_wait((unsigned)(end - now));
}

/* At once, then the pause that is set, then twice as long each time. Being sent away takes the longest pause. */
static DWORD next_pause(DWORD pause, ULONGLONG lasted) {
    if (talk.bye != 0 && talk.bye != BYE_STOPPING)
        return LONGEST_PAUSE_MS;
    if (lasted > 0)
        return lasted > STEADY_MS ? 0 : settings.pause_ms;
    return pause == 0 ? settings.pause_ms : pause * 2 < LONGEST_PAUSE_MS ? pause * 2 : LONGEST_PAUSE_MS;
}

/* The thread holds its own code: TAPI may let go of the DLL without a word, when something else fails. */
static DWORD WINAPI run(void *self) {
    DWORD pause = 0;
    while (!stopping) {
        talk.bye = 0;
        pause = next_pause(pause, converse());
        pause_for(pause);
    }
    FreeLibraryAndExitThread(self, 0);
}

static bool start_thread(void) {
    HMODULE self = NULL;
    if (!GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (LPCSTR)run, &self))
        return false;
    thread = CreateThread(NULL, 0, run, self, 0, &thread_id);
    if (thread == NULL)
        FreeLibrary(self);
    return thread != NULL;
}

bool link_start(const struct settings *s) {
    settings = *s;
    stopping = false;
    if (!socket_prepare())
        return false;
    if (start_thread())
        return true;
    socket_release();
    return false;
}

bool link_running(void) {
    return thread != NULL && !stopping;
}

bool link_stop(void) {
    if (thread == NULL)
        return true;
    stopping = true;
    socket_wake();
    /* On the thread itself, or while TAPI keeps it in a callback, waiting would be for ever. */
    if (GetCurrentThreadId() == thread_id || WaitForSingleObject(thread, STOP_MS) != WAIT_OBJECT_0)
        return false;
    CloseHandle(thread);
    thread = NULL;
    socket_release();
    return true;
}
