/* Guard bytes find what is written past a structure; offsets and sizes are held against what was said to be used. */
#include "sweep.h"

#include <stdlib.h>
#include <string.h>

#define MOST 3000
#define GUARD 64
#define PAINT 0xA5

typedef LONG getter(void *context, void *structure);

struct head {
    DWORD total, needed, used;
};

static void check_guard(const BYTE *memory, DWORD size, const char *what) {
    for (DWORD i = size; i < size + GUARD; i++)
        if (memory[i] != PAINT) {
            violation("%s of %u bytes was written past its end", what, size);
            return;
        }
}

static void check_head(const struct head *head, DWORD size, DWORD fixed, LONG result, const char *what) {
    if (head->total != size)
        violation("%s: dwTotalSize changed", what);
    if (result != 0)
        return;
    if (head->used > size || head->needed < head->used)
        violation("%s of %u: used %u, needed %u", what, size, head->used, head->needed);
    if (size >= fixed && head->used < fixed)
        violation("%s of %u: only %u used", what, size, head->used);
}

static void one_size(getter *get, void *context, DWORD size, DWORD fixed, const char *what) {
    struct {
        struct head head;
        BYTE rest[MOST + GUARD];
    } *memory = malloc(sizeof *memory);
    memset(memory, PAINT, sizeof *memory);
    memory->head.total = size;
    LONG result = get(context, memory);
    check_guard((BYTE *)memory, size < sizeof(DWORD) ? sizeof(DWORD) : size, what);
    if (size < sizeof(struct head) && result == 0)
        violation("%s of %u bytes succeeded", what, size);
    if (size >= sizeof(struct head))
        check_head(&memory->head, size, fixed, result, what);
    if (result != 0 && result != (LONG)LINEERR_STRUCTURETOOSMALL)
        violation("%s of %u: %x", what, size, (unsigned)result);
    if (size >= fixed && result != 0)
        violation("%s of %u bytes failed", what, size);
    free(memory);
}

static void sweep(getter *get, void *context, DWORD fixed, const char *what) {
    if (cutting)
        return; /* structures are the same whoever cuts */
    for (DWORD size = 0; size <= 700; size++)
        one_size(get, context, size, fixed, what);
    for (DWORD size = 701; size <= MOST; size += 13)
        one_size(get, context, size, fixed, what);
}

static LONG devcaps(void *context, void *out) {
    return TSPI(TSPI_lineGetDevCaps)(*(DWORD *)context, 0x00020002, 0, out);
}

static LONG addresscaps(void *context, void *out) {
    return TSPI(TSPI_lineGetAddressCaps)(*(DWORD *)context, 0, 0x00020002, 0, out);
}

static LONG devstatus(void *context, void *out) {
    return TSPI(TSPI_lineGetLineDevStatus)(*(HDRVLINE *)context, out);
}

static LONG addressstatus(void *context, void *out) {
    return TSPI(TSPI_lineGetAddressStatus)(*(HDRVLINE *)context, 0, out);
}

static LONG line_id(void *context, void *out) {
    return TSPI(TSPI_lineGetID)(*(HDRVLINE *)context, 0, NULL, LINECALLSELECT_LINE, out, L"tapi/line", NULL);
}

static LONG callinfo(void *context, void *out) {
    return TSPI(TSPI_lineGetCallInfo)(*(HDRVCALL *)context, out);
}

static LONG callstatus(void *context, void *out) {
    return TSPI(TSPI_lineGetCallStatus)(*(HDRVCALL *)context, out);
}

void sweep_line(DWORD line) {
    DWORD device = 3 + line;
    sweep(devcaps, &device, sizeof(LINEDEVCAPS), "LINEDEVCAPS");
    sweep(addresscaps, &device, sizeof(LINEADDRESSCAPS), "LINEADDRESSCAPS");
    sweep(devstatus, &lines[line].hd, sizeof(LINEDEVSTATUS), "LINEDEVSTATUS");
    sweep(addressstatus, &lines[line].hd, sizeof(LINEADDRESSSTATUS), "LINEADDRESSSTATUS");
    sweep(line_id, &lines[line].hd, sizeof(VARSTRING), "VARSTRING");
}

void sweep_call(DWORD call) {
    sweep(callinfo, &calls[call].hd, sizeof(LINECALLINFO), "LINECALLINFO");
    sweep(callstatus, &calls[call].hd, sizeof(LINECALLSTATUS), "LINECALLSTATUS");
}
