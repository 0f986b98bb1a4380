// Counts the allocations of a whole process by standing in front of the C library's functions.
#ifndef CONVOY_ALLOCATION_COUNTER_H
#define CONVOY_ALLOCATION_COUNTER_H

/// Allocations and reallocations since the process began, on all threads.
long allocation_count(void);

/// Bytes of the largest allocation since this was asked last; 0 under a sanitizer, which counts itself.
long allocation_take_largest(void);

#endif
