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

#endif
