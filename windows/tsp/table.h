/* Handles for the telephony service: numbers that stay wrong after their thing is gone, whatever takes its place. */
#ifndef CTIBRIDGE_TABLE_H
#define CTIBRIDGE_TABLE_H

#include <stdint.h>

struct table_slot {
    void *thing;
    uint32_t turn; /* how often the slot was used */
};

struct table {
    struct table_slot *slot;
    uint32_t size;
    uint32_t free; /* no free slot is below */
};

/* The new handle, 0 when there is no memory or no room (65,535 things). */
uint32_t table_add(struct table *t, void *thing);

/* NULL when the handle is none, or not any more. */
void *table_find(const struct table *t, uint32_t handle);

void table_remove(struct table *t, uint32_t handle);

/* Goes through all: *at starts at 0; NULL at the end. Removing the thing at hand is allowed. */
void *table_next(const struct table *t, uint32_t *at);

#endif
