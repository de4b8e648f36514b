/* Data that applications hang on a call: kept by the provider, as long as the call. */
#ifndef CTIBRIDGE_CALL_DATA_H
#define CTIBRIDGE_CALL_DATA_H

#define MOST_CALL_DATA 1024

#endif
