/* The letters. Numbers are places in the books: of a call, or of a line; a place that is not there is a wrong handle. */
#include "acts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alone.h"
#include "session.h"
#include "wire.h"

#define TEXT 300

struct act {
    unsigned a, b;
    WCHAR text[TEXT]; /* ended by a zero */
};

static HDRVLINE line_at(unsigned place) {
    return place < its_line_count ? its_lines[place].hd : (HDRVLINE)(DWORD_PTR)place;
}

static HDRVCALL call_at(unsigned place) {
    return place < its_call_count ? its_calls[place].hd : (HDRVCALL)(DWORD_PTR)place;
}

/* A call that request `id` is to make. */
static struct its_call *new_call(DWORD id, struct its_line *line) {
    static struct its_call none;
    struct its_call *call = its_call_count < MOST ? &its_calls[its_call_count++] : &none;
    *call = (struct its_call){.request = id, .line = line};
    return call;
}

static HTAPICALL handle_of(const struct its_call *call) {
    return (HTAPICALL)(DWORD_PTR)(FIRST_HT + (DWORD)(call - its_calls));
}

static struct its_line *line_of_call(unsigned place) {
    return place < its_call_count ? its_calls[place].line : its_lines;
}

/* A request that makes a call failed at once: there is none. */
static void settle(DWORD id, LONG returned, struct its_call *call) {
    if (!end_request(id, returned)) {
        call->request = 0;
        call->closed = true;
    }
}

static bool has_room(void) {
    return its_call_count < MOST - 2;
}

static void make(const struct act *a) {
    DWORD id = has_room() ? begin_request() : 0;
    if (id == 0)
        return;
    struct its_call *call = new_call(id, &its_lines[a->a % MOST]);
    settle(id, TSPI_lineMakeCall(id, line_at(a->a), handle_of(call), &call->hd, a->text, 0, NULL), call);
}

static void unpark(const struct act *a) {
    DWORD id = has_room() ? begin_request() : 0;
    if (id == 0)
        return;
    struct its_call *call = new_call(id, &its_lines[a->a % MOST]);
    settle(id, TSPI_lineUnpark(id, line_at(a->a), 0, handle_of(call), &call->hd, a->text), call);
}

static void pick_up(const struct act *a) {
    DWORD id = has_room() ? begin_request() : 0;
    if (id == 0)
        return;
    struct its_call *call = new_call(id, &its_lines[a->a % MOST]);
    settle(id, TSPI_linePickup(id, line_at(a->a), 0, handle_of(call), &call->hd, a->text, a->text), call);
}

static void consult_more(const struct act *a) {
    DWORD id = has_room() ? begin_request() : 0;
    if (id == 0)
        return;
    struct its_call *call = new_call(id, line_of_call(a->a));
    settle(id, TSPI_linePrepareAddToConference(id, call_at(a->a), handle_of(call), &call->hd, NULL), call);
}

static void consult(const struct act *a) {
    DWORD id = has_room() ? begin_request() : 0;
    if (id == 0)
        return;
    struct its_call *call = new_call(id, line_of_call(a->a));
    settle(id, TSPI_lineSetupTransfer(id, call_at(a->a), handle_of(call), &call->hd, NULL), call);
}

static void complete(const struct act *a) {
    DWORD id = has_room() ? begin_request() : 0;
    if (id == 0)
        return;
    struct its_call *call = new_call(id, line_of_call(a->a));
    settle(id, TSPI_lineCompleteTransfer(id, call_at(a->a), call_at(a->b), handle_of(call), &call->hd,
                                         LINETRANSFERMODE_CONFERENCE), call);
}

static void confer(const struct act *a) {
    DWORD id = has_room() ? begin_request() : 0;
    if (id == 0)
        return;
    struct its_call *first = new_call(id, line_of_call(a->a)), *second = new_call(id, line_of_call(a->a));
    LONG returned = TSPI_lineSetupConference(id, call_at(a->a), line_at(0), handle_of(first), &first->hd,
                                             handle_of(second), &second->hd, 3, NULL);
    if (!end_request(id, returned)) {
        first->request = second->request = 0;
        first->closed = second->closed = true;
    }
}

#define ASK(name, call_it)                                                                      \
    static void name(const struct act *a) {                                                     \
        DWORD id = begin_request();                                                             \
        if (id != 0)                                                                            \
            end_request(id, call_it);                                                           \
    }
ASK(drop, TSPI_lineDrop(id, call_at(a->a), NULL, 0))
ASK(accept_it, TSPI_lineAccept(id, call_at(a->a), NULL, 0))
ASK(unhold, TSPI_lineUnhold(id, call_at(a->a)))
ASK(redirect, TSPI_lineRedirect(id, call_at(a->a), a->text, 0))
ASK(dial, TSPI_lineDial(id, call_at(a->a), a->text, 0))
ASK(leave, TSPI_lineRemoveFromConference(id, call_at(a->a)))
ASK(bearer, TSPI_lineSetCallParams(id, call_at(a->a), a->b, 0, 0, NULL))
ASK(answer, TSPI_lineAnswer(id, call_at(a->a), NULL, 0))
ASK(hold, TSPI_lineHold(id, call_at(a->a)))
ASK(swap, TSPI_lineSwapHold(id, call_at(a->a), call_at(a->b)))
ASK(transfer, TSPI_lineBlindTransfer(id, call_at(a->a), a->text, 0))
ASK(add, TSPI_lineAddToConference(id, call_at(a->a), call_at(a->b)))
ASK(keep, TSPI_lineSetCallData(id, call_at(a->a), (void *)a->text, a->b % (TEXT * sizeof(WCHAR))))
ASK(lamp, TSPI_lineSetLineDevStatus(id, line_at(a->a), LINEDEVSTATUSFLAGS_MSGWAIT, a->b))

static BYTE *memory;

/* A structure of this size, good until the next. */
static BYTE *structure(unsigned size) {
    if (size < 3 * sizeof(DWORD))
        size = 3 * sizeof(DWORD);
    free(memory);
    memory = calloc(1, size);
    memcpy(memory, &size, sizeof size);
    return memory;
}

void application_ends(void) {
    free(memory);
    memory = NULL;
}

static void park(const struct act *a) {
    static struct {
        VARSTRING head;
        BYTE room[256];
    } out;
    DWORD id = begin_request();
    out.head.dwTotalSize = sizeof(VARSTRING) + a->b % 256;
    if (id != 0)
        end_request(id, TSPI_linePark(id, call_at(a->a), LINEPARKMODE_NONDIRECTED, NULL, &out.head));
}

static void feature(const struct act *a) {
    static BYTE room[600];
    DWORD id = begin_request();
    if (id != 0)
        end_request(id, TSPI_lineDevSpecificFeature(id, line_at(a->a), 26, room, a->b % sizeof room));
}

/* The text is the list. */
static void forward(const struct act *a) {
    BYTE *list = structure(sizeof a->text);
    memcpy(list + 4, a->text, sizeof a->text - 4);
    DWORD id = begin_request();
    if (id != 0)
        end_request(id, TSPI_lineForward(id, line_at(a->a), 1, 0, (LINEFORWARDLIST *)list, 3, NULL, NULL, NULL));
}

static void digits(const struct act *a) {
    TSPI_lineGenerateDigits(call_at(a->a), a->b, LINEDIGITMODE_DTMF, a->text, 0);
}

static void look_at_call(const struct act *a) {
    TSPI_lineGetCallInfo(call_at(a->a), (LINECALLINFO *)structure(a->b % 4096));
    TSPI_lineGetCallStatus(call_at(a->a), (LINECALLSTATUS *)structure(a->b % 4096));
    DWORD address, id, related;
    TSPI_lineGetCallIDs(call_at(a->a), &address, &id, &related);
    TSPI_lineSetAppSpecific(call_at(a->a), a->b);
}

static void look_at_line(const struct act *a) {
    DWORD device = FIRST_DEVICE + a->a;
    TSPI_lineGetDevCaps(device, 0x00020002, 0, (LINEDEVCAPS *)structure(a->b % 4096));
    TSPI_lineGetAddressCaps(device, 0, 0x00020002, 0, (LINEADDRESSCAPS *)structure(a->b % 4096));
    TSPI_lineGetLineDevStatus(line_at(a->a), (LINEDEVSTATUS *)structure(a->b % 4096));
    TSPI_lineGetAddressStatus(line_at(a->a), 0, (LINEADDRESSSTATUS *)structure(a->b % 4096));
    TSPI_lineGetID(line_at(a->a), 0, call_at(a->a), a->b % 8, (VARSTRING *)structure(a->b % 4096), L"tapi/line", NULL);
    TSPI_lineGetCallHubTracking(line_at(a->a), (LINECALLHUBTRACKINGINFO *)structure(a->b % 4096));
    DWORD id;
    TSPI_lineGetAddressID(line_at(a->a), &id, LINEADDRESSMODE_DIALABLEADDR, a->text, a->b % sizeof a->text);
}

static void close_its_call(const struct act *a) {
    if (TSPI_lineCloseCall(call_at(a->a)) != 0 || a->a >= its_call_count)
        return;
    if (its_calls[a->a].request != 0)
        broken("closing completes what waits");
    its_calls[a->a].closed = true;
}

static void close_its_line(const struct act *a) {
    if (TSPI_lineClose(line_at(a->a)) != 0 || a->a >= its_line_count)
        return;
    its_lines[a->a].open = false;
    for (DWORD i = 0; i < its_call_count; i++)
        its_calls[i].closed |= its_calls[i].line == &its_lines[a->a];
}

static void open_its_line(const struct act *a) {
    if (a->a < its_line_count && !its_lines[a->a].open)
        open_it(&its_lines[a->a]);
}

static void pass(const struct act *a) {
    alone_pass(a->a % 100000);
}

static void stall(const struct act *a) {
    wire_stall(a->a != 0);
}

static void cut(const struct act *a) {
    (void)a;
    wire_cut();
}

static const struct {
    char letter;
    void (*act)(const struct act *a);
} all[] = {
    {'m', make}, {'u', unpark}, {'t', consult}, {'e', complete}, {'y', confer}, {'d', drop}, {'a', answer},
    {'h', hold}, {'s', swap}, {'b', transfer}, {'j', add}, {'k', keep}, {'l', lamp}, {'p', park}, {'f', feature},
    {'w', forward}, {'g', digits}, {'i', look_at_call}, {'v', look_at_line}, {'c', close_its_call},
    {'A', accept_it}, {'U', unhold}, {'R', redirect}, {'D', dial}, {'L', leave}, {'B', bearer}, {'P', pick_up},
    {'Y', consult_more}, {'z', close_its_line}, {'o', open_its_line}, {'+', pass}, {'|', stall}, {'x', cut},
};

void application_acts(const char *order) {
    struct act a = {0, 0, {0}};
    char letter = 0;
    int used = 0;
    if (sscanf(order, "!%c%u%u %n", &letter, &a.a, &a.b, &used) < 1)
        return;
    for (int i = 0; used > 0 && i < TEXT - 1 && order[used] != '\0'; i++)
        a.text[i] = (WCHAR)((unsigned char)order[used] >= 0xF0 ? 0xD7F0 + (unsigned char)order[used] * 8
                                                              : (unsigned char)order[used]),
        used++;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].letter == letter)
            all[i].act(&a);
}
