/* A growing array; a handle is the place and, above it, the turn. */
#include "table.h"

#include <stdlib.h>

#define PLACE_BITS 16
#define MOST ((1u << PLACE_BITS) - 1)
#define TURNS (1u << (31 - PLACE_BITS)) /* handles stay positive as 32 bits */

static int grow(struct table *t) {
    uint32_t size = t->size == 0 ? 64 : t->size * 2;
    if (size > MOST)
        size = MOST;
    if (size == t->size)
        return 0;
    struct table_slot *slot = realloc(t->slot, size * sizeof *slot);
    if (slot == NULL)
        return 0;
    for (uint32_t i = t->size; i < size; i++)
        slot[i] = (struct table_slot){NULL, 0};
    t->slot = slot;
    t->size = size;
    return 1;
}

uint32_t table_add(struct table *t, void *thing) {
    while (t->free < t->size && t->slot[t->free].thing != NULL)
        t->free++;
    if (t->free == t->size && !grow(t))
        return 0;
    uint32_t place = t->free++;
    struct table_slot *slot = &t->slot[place];
    slot->turn = (slot->turn + 1) % TURNS;
    slot->thing = thing;
    return slot->turn << PLACE_BITS | (place + 1);
}

static struct table_slot *slot_of(const struct table *t, uint32_t handle) {
    uint32_t place = (handle & MOST) - 1;
    if (place >= t->size)
        return NULL;
    struct table_slot *slot = &t->slot[place];
    return slot->thing != NULL && slot->turn == handle >> PLACE_BITS ? slot : NULL;
}

void *table_find(const struct table *t, uint32_t handle) {
    struct table_slot *slot = slot_of(t, handle);
    return slot != NULL ? slot->thing : NULL;
}

void table_remove(struct table *t, uint32_t handle) {
    struct table_slot *slot = slot_of(t, handle);
    if (slot == NULL)
        return;
    slot->thing = NULL;
    if ((uint32_t)(slot - t->slot) < t->free)
        t->free = (uint32_t)(slot - t->slot);
}

void *table_next(const struct table *t, uint32_t *at) {
    while (*at < t->size) {
        void *thing = t->slot[(*at)++].thing;
        if (thing != NULL)
            return thing;
    }
    return NULL;
}
