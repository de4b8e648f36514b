/* What must be there before the service runs: the data folder, its rights, and the secret of the TAPI link. */
#ifndef CTIBRIDGE_PREPARE_H
#define CTIBRIDGE_PREPARE_H

/* Makes what is missing and keeps what is there. Returns DONE, NOT_ALLOWED or NO_FILE (say.h), and says why. */
int prepare(void);

/* Takes the TAPI link's registry key away; the data folder stays. */
void unprepare(void);

#endif
