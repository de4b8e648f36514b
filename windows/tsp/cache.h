/* What the service told: lines, their classes, calls. All of it is behind one lock, which nobody holds while he
   calls the telephony service back or waits for the network. */
#ifndef CTIBRIDGE_CACHE_H
#define CTIBRIDGE_CACHE_H

#include <stdbool.h>

#include "json.h"
#include "platform.h"

#define NO_DEVICE 0xFFFFFFFFu
#define MOST_CLASSES 16
#define FIRST_OF_SERVICE 0x80000000u /* call numbers below are ours */

struct line {
    DWORD handle;
    DWORD number; /* the service's, permanent */
    DWORD device; /* TAPI's, NO_DEVICE until it gave one */
    struct json *message;
    HTAPILINE ht;
    LINEEVENT tell; /* NULL while nobody has the line open */
    DWORD index;    /* in the enumeration, NO_DEVICE for lines that came later */
    DWORD opening;  /* `open` not yet answered: what comes before the last answer belongs to an earlier opening */
    bool opened;
    bool named;     /* in the list of this connection */
    bool offered;   /* LINE_CREATE was sent */
    bool gone;      /* the service took it away */
    bool told_in_service;
};

struct call {
    DWORD handle;
    DWORD line; /* handle */
    DWORD number;
    HTAPICALL ht;
    struct json *message; /* NULL before the first */
    SYSTEMTIME since;
    DWORD state; /* as told, which a lost connection changes without a message */
    DWORD mode;
    DWORD app_specific;
    bool app_specific_set; /* and not told yet */
    void *data; /* of TSPI_lineSetCallData */
    DWORD data_size;
    bool waits;    /* its request is not completed yet */
    bool arrived;  /* a state came meanwhile */
    bool over;     /* IDLE was told: it only waits to be closed */
};

/* Who waits for the list of lines is woken. */
void cache_lock(void);
void cache_unlock(void);
/* The lock itself, for who waits for something and gives it up meanwhile. */
SRWLOCK *cache_own_lock(void);
/* Waits, the lock being held and given up meanwhile, until `cache_ready`. */
void cache_wait_ready(DWORD ms);
void cache_set_ready(bool ready);
bool cache_ready(void);

/* Everything below needs the lock. Pointers are good while it is held. */
void cache_clear(void);
void cache_keep_welcome(const struct json *message);
bool cache_keep_caps(const struct json *message);
const struct json *cache_welcome(void);
const struct json *cache_caps(const struct line *line);

struct line *line_add(DWORD number);
void line_remove(struct line *line);
struct line *line_of_handle(DWORD handle);
/* NULL for a line that nobody has open, too: TAPI's handle is good as long as the line is open. */
struct line *line_of_open(HDRVLINE hd);
struct line *line_of_number(DWORD number);
struct line *line_of_device(DWORD device);
struct line *line_next(uint32_t *at);
bool line_keep(struct line *line, const struct json *message);

struct call *call_add(const struct line *line, DWORD number);
void call_remove(struct call *call);
struct call *call_of_handle(DWORD handle);
struct call *call_of_number(const struct line *line, DWORD number);
struct call *call_next(uint32_t *at);
bool call_keep(struct call *call, const struct json *message);

/* `message`, or an object without fields: getters need no case for what is not there. */
const struct json *json_or_empty(const struct json *message);

#endif
