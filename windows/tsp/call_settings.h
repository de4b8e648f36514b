/* What applications set at a call. */
#ifndef CTIBRIDGE_CALL_SETTINGS_H
#define CTIBRIDGE_CALL_SETTINGS_H

/* Notes what was set since, to be told by the reader thread: applications beside the one that set it want to know. The
   lock being held. */
void call_settings_tell(void);

#endif
