/* Lines come, change and go. A line that TAPI knows stays until TAPI has been told, and has closed it. */
#include "line_messages.h"

#include "call_messages.h"
#include "events.h"
#include "outbox.h"

static bool in_service(const struct line *line) {
    return (json_number(json_or_empty(line->message), "status") & LINEDEVSTATUSFLAGS_INSERVICE) != 0;
}

static void tell_state(struct line *line, DWORD bit) {
    bool ringing = bit == LINEDEVSTATE_RINGING;
    DWORD mode = ringing ? json_number(line->message, "ringmode") : 0;
    if (bit == LINEDEVSTATE_INSERVICE)
        line->told_in_service = true;
    if (bit == LINEDEVSTATE_OUTOFSERVICE)
        line->told_in_service = false;
    event_line(line, LINE_LINEDEVSTATE, bit, mode, 0);
}

static void tell_changes(struct line *line, const struct json *m) {
    DWORD device = json_number(m, "devstate"), address = json_number(m, "addrstate");
    for (DWORD bit = 1; bit != 0; bit <<= 1)
        if ((device & bit) != 0)
            tell_state(line, bit);
    if (address != 0)
        event_line(line, LINE_ADDRESSSTATE, 0, address, 0);
}

static void offer(struct line *line) {
    if (line->offered || line->gone || events_completion() == NULL)
        return;
    line->offered = true;
    event_line_create(line);
}

bool take_line(struct conversation *c, const struct json *m) {
    DWORD number = json_number(m, "line");
    struct line *line = line_of_number(number);
    if (number == 0 || number >= FIRST_OF_SERVICE)
        return false;
    if (line == NULL && (line = line_add(number)) == NULL)
        return false;
    if (!line_keep(line, m) || cache_caps(line)->count == 0)
        return false;
    line->named = true;
    if (c->phase != READY)
        return true;
    offer(line);
    if (line->tell != NULL)
        tell_changes(line, m);
    return true;
}

bool take_opened(struct conversation *c, const struct json *m) {
    struct line *line = line_of_number(json_number(m, "line"));
    if (c->phase != READY || line == NULL || line->opening == 0)
        return true;
    line->opening--;
    line->opened = line->opening == 0 && line->tell != NULL && json_number(m, "rc") == 0;
    return true;
}

/* TAPI is told when it knows the line and is ready; before that lines_settle does it. */
static void take_away(struct line *line) {
    line->gone = true;
    calls_end(line);
    if (events_completion() == NULL)
        return;
    if (line->device != NO_DEVICE)
        event_line_remove(line->device);
    line->device = NO_DEVICE;
    if (line->tell == NULL)
        line_remove(line);
}

bool take_remove(struct conversation *c, const struct json *m) {
    struct line *line = line_of_number(json_number(m, "line"));
    if (c->phase == READY && line != NULL)
        take_away(line);
    return true;
}

bool take_feature(struct conversation *c, const struct json *m) {
    struct line *line = line_of_number(json_number(m, "line"));
    if (c->phase == READY && line != NULL && line->tell != NULL)
        event_line(line, LINE_DEVSPECIFICFEATURE, json_number(m, "feature"), json_number(m, "active"), 0);
    return true;
}

void lines_settle(void) {
    struct line *line;
    for (uint32_t at = 0; cache_ready() && events_completion() != NULL && (line = line_next(&at)) != NULL;) {
        if (!line->gone)
            offer(line);
        else if (line->device != NO_DEVICE || line->tell == NULL)
            take_away(line);
    }
}

static void open_again(struct line *line) {
    outbox_open_line(line);
    if (in_service(line) != line->told_in_service)
        tell_state(line, in_service(line) ? LINEDEVSTATE_INSERVICE : LINEDEVSTATE_OUTOFSERVICE);
}

void lines_listed(void) {
    struct line *line;
    cache_set_ready(true);
    for (uint32_t at = 0; (line = line_next(&at)) != NULL;) {
        if (!line->named && !line->gone)
            take_away(line);
        else if (line->tell != NULL && !line->gone)
            open_again(line);
    }
    lines_settle();
}

void lines_lost(void) {
    struct line *line;
    for (uint32_t at = 0; (line = line_next(&at)) != NULL;) {
        line->named = line->opened = false;
        line->opening = 0;
        if (line->tell != NULL && line->told_in_service)
            tell_state(line, LINEDEVSTATE_OUTOFSERVICE);
    }
}
