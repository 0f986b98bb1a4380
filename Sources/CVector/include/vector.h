// Vector operations that Swift's SIMD types have no spelling for, or one that becomes code shared between
// modules. Compiled into each kernel module with that module's instruction set; the arguments are pointers
// because vectors in a signature would tie it to one.
#ifndef CONVOY_VECTOR_H
#define CONVOY_VECTOR_H

#define VECTOR_SQUARE_ROOT(N)                                                             \
  static inline __attribute__((always_inline)) void vector_square_root_##N(void *values) { \
    typedef float lanes __attribute__((vector_size(4 * N), aligned(4)));                  \
    *(lanes *)values = __builtin_elementwise_sqrt(*(lanes *)values);                      \
  }

// The low two bits of each lane, four lanes to a byte, into N / 4 bytes.
#define VECTOR_PACK_PAIRS(N)                                                                     \
  static inline __attribute__((always_inline)) void vector_pack_pairs_##N(const void *pairs,     \
                                                                          void *bytes) {         \
    typedef unsigned lanes __attribute__((vector_size(4 * N), aligned(4)));                      \
    lanes shifts;                                                                                \
    for (int i = 0; i < N; i++) shifts[i] = 2 * i;                                               \
    unsigned word = __builtin_reduce_or(*(const lanes *)pairs << shifts);                        \
    __builtin_memcpy(bytes, &word, N / 4);                                                       \
  }

VECTOR_SQUARE_ROOT(4)
VECTOR_SQUARE_ROOT(8)
VECTOR_SQUARE_ROOT(16)
VECTOR_PACK_PAIRS(4)
VECTOR_PACK_PAIRS(8)
VECTOR_PACK_PAIRS(16)

// Reads a byte of every cache line of some memory, in its order. A prefetch instruction for each would not
// set off the processor's own prefetching.
static inline __attribute__((always_inline)) void vector_touch(const void *from, long bytes) {
  for (long i = 0; i < bytes; i += 64) (void)*((const volatile char *)from + i);
}

// Brings `lines` cache lines of each of some rows, `pitch` bytes apart, into the first-level cache.
static inline __attribute__((always_inline)) void vector_prefetch_rows(const void *from, long rows, long pitch,
                                                                      long lines) {
  for (long i = 0; i < rows; i++)
    for (long line = 0; line < lines; line++)
      __builtin_prefetch((const char *)from + i * pitch + 64 * line, 0, 3);
}

// Sums of vectors of 16 numbers p: ((p0+p8) + (p4+p12)) + ((p2+p10) + (p6+p14)), plus the same of the
// odd numbers; each step adds the upper half to the lower one.
typedef float vector_16 __attribute__((vector_size(64), aligned(4)));

static inline __attribute__((always_inline)) float vector_sum(const void *vector) {
  typedef float vector_8 __attribute__((vector_size(32), aligned(4)));
  typedef float vector_4 __attribute__((vector_size(16), aligned(4)));
  typedef float vector_2 __attribute__((vector_size(8), aligned(4)));
  const vector_8 *halves = (const vector_8 *)vector;
  vector_8 a = halves[0] + halves[1];
  vector_4 b = __builtin_shufflevector(a, a, 0, 1, 2, 3) + __builtin_shufflevector(a, a, 4, 5, 6, 7);
  vector_2 c = __builtin_shufflevector(b, b, 0, 1) + __builtin_shufflevector(b, b, 2, 3);
  return c[0] + c[1];
}

// Eight such sums at once: each step adds two vectors' halves (quarters, …) in one addition.
static inline __attribute__((always_inline)) void vector_sums_8(const void *vectors, void *sums) {
  const vector_16 *v = (const vector_16 *)vectors;
  vector_16 a[4], b[2];
  for (int i = 0; i < 4; i++)
    a[i] = __builtin_shufflevector(v[i], v[i + 4], 0, 1, 2, 3, 4, 5, 6, 7, 24, 25, 26, 27, 28, 29, 30, 31) +
           __builtin_shufflevector(v[i], v[i + 4], 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
  for (int i = 0; i < 2; i++)
    b[i] = __builtin_shufflevector(a[i], a[i + 2], 0, 1, 2, 3, 20, 21, 22, 23, 8, 9, 10, 11, 28, 29, 30, 31) +
           __builtin_shufflevector(a[i], a[i + 2], 4, 5, 6, 7, 16, 17, 18, 19, 12, 13, 14, 15, 24, 25, 26, 27);
  vector_16 c = __builtin_shufflevector(b[0], b[1], 0, 1, 18, 19, 4, 5, 22, 23, 8, 9, 26, 27, 12, 13, 30, 31) +
                __builtin_shufflevector(b[0], b[1], 2, 3, 16, 17, 6, 7, 20, 21, 10, 11, 24, 25, 14, 15, 28, 29);
  c += __builtin_shufflevector(c, c, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  typedef float vector_8 __attribute__((vector_size(32), aligned(4)));
  *(vector_8 *)sums = __builtin_shufflevector(c, c, 0, 2, 4, 6, 8, 10, 12, 14);
}

#endif
