/* Every scenario again and again: the service ends after its first message, after its second, and so on. */
#ifndef HARNESS_CUTS_H
#define HARNESS_CUTS_H

/* `how` is "whole", after a message in either direction, or "half", in the middle of what the service sends. Goes on
   until the scenario comes through uncut. */
void play_cut(const char *name, void (*play)(void), const char *how);

/* The provider begins, with all lines open; before that it ends. */
void starts_anew(void);
void starts_again(void);

void open_all(void);

#endif
