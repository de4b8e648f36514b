/* What applications ask for, from the call of the function to its completion, exactly once. */
#ifndef CTIBRIDGE_REQUESTS_H
#define CTIBRIDGE_REQUESTS_H

#include "cache.h"
#include "json.h"
#include "platform.h"

/* Where an answer puts more than its result. */
enum answer { NO_MORE, PARKED_AT, FEATURE_STATE, DIGITS_SENT, CALL_DATA_KEPT };

struct request {
    struct request *next;
    DWORD id; /* the link's; TAPI may give its own again before a late answer */
    DRV_REQUESTID tapi;
    DWORD line;    /* handles */
    DWORD call[2]; /* that it is about */
    DWORD made[2]; /* that it makes */
    ULONGLONG deadline;
    enum answer answer;
    void *out; /* the application's memory, good until the completion */
    DWORD out_size;
    DWORD end_to_end;
    bool done; /* needs no answer */
};

/* A request being written. ask_... takes the lock, ask_send gives it back; in between the first error stays and the
   rest does nothing. */
struct ask {
    LONG error;
    struct line *line;
    struct request *request;
    struct json_line message;
    char text[JSON_LINE];
};

void ask_line(struct ask *a, DRV_REQUESTID id, HDRVLINE line, const char *op);
/* Names the call under "call" too. */
void ask_call(struct ask *a, DRV_REQUESTID id, HDRVCALL call, const char *op);
void ask_also_call(struct ask *a, const char *name, HDRVCALL call);
void ask_number(struct ask *a, const char *name, DWORD number);
/* Up to a zero, at most `limit` units; more than the link carries is LINEERR_INVALADDRESS. */
void ask_text(struct ask *a, const char *name, const WCHAR *text, size_t limit);
/* A call that the request makes; its handle is given at once. */
void ask_new(struct ask *a, const char *name, HTAPICALL ht, LPHDRVCALL hd);
void ask_answer(struct ask *a, enum answer answer, void *out, DWORD size);
void ask_fail(struct ask *a, LONG error);
/* TAPI's id of the request, or the error. */
LONG ask_send(struct ask *a);
/* The same without the service: there is nothing to do, and the reader thread completes it. */
LONG ask_done(struct ask *a);

/* `res`; the lock being held. */
void request_answered(const struct json *res);

/* Those that have waited too long, and, when the connection is lost, all. The lock being held. */
void requests_expire(void);
void requests_fail(void);

/* Takes out what is about a call (or, when `call` is 0, the line), for its closing. The lock being held. */
struct request *requests_about(DWORD line, DWORD call);

/* Completes what was taken out, without the lock, on the thread that closes: TAPI wants it before the function ends. */
void requests_abort(struct request *list);

#endif
