/* Bytes that the socket does not take at once wait here. */
#include "outbox.h"

#include <string.h>

#include "socket.h"

#define MOST_UNSENT (256 * 1024) /* a service that does not read is as good as lost */

static char unsent[MOST_UNSENT];
static size_t unsent_count;
static bool connected, broken;

void outbox_begin(void) {
    connected = true;
    broken = false;
    unsent_count = 0;
}

void outbox_end(void) {
    connected = false;
}

bool outbox_flush(void) {
    int count = broken ? -1 : socket_write(unsent, unsent_count);
    if (count < 0)
        broken = true;
    else if (count > 0) {
        unsent_count -= (size_t)count;
        memmove(unsent, unsent + count, unsent_count);
    }
    return !broken;
}

bool outbox_send(struct json_line *line) {
    if (!connected || broken || line->full)
        return false;
    if (line->used > MOST_UNSENT - unsent_count) {
        broken = true;
        socket_wake();
        return false;
    }
    memcpy(unsent + unsent_count, line->text, line->used);
    unsent_count += line->used;
    return outbox_flush();
}

static void send_about(const char *type, DWORD line_number, DWORD call_number) {
    char text[128];
    struct json_line line;
    json_begin(&line, text, sizeof text, type);
    json_put_number(&line, "line", line_number);
    if (call_number != 0)
        json_put_number(&line, "call", call_number);
    if (cache_ready() && json_end(&line))
        outbox_send(&line);
}

void outbox_forget(const struct call *call) {
    const struct line *line = line_of_handle(call->line);
    if (line != NULL)
        send_about("forget", line->number, call->number);
}

void outbox_open_line(struct line *line) {
    line->opening++;
    line->opened = false;
    send_about("open", line->number, 0);
}

void outbox_close_line(const struct line *line) {
    send_about("close", line->number, 0);
}

void outbox_wake(void) {
    socket_wake();
}
