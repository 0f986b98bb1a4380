// The one vector instruction Swift's SIMD types have no spelling for: the square root. Compiled into
// each kernel module with that module's instruction set; the argument is a pointer because vectors
// in a signature would tie it to one.
#ifndef CONVOY_VECTOR_H
#define CONVOY_VECTOR_H

#define VECTOR_SQUARE_ROOT(N)                                                             \
  static inline __attribute__((always_inline)) void vector_square_root_##N(void *values) { \
    typedef float lanes __attribute__((vector_size(4 * N), aligned(4)));                  \
    *(lanes *)values = __builtin_elementwise_sqrt(*(lanes *)values);                      \
  }

VECTOR_SQUARE_ROOT(4)
VECTOR_SQUARE_ROOT(8)
VECTOR_SQUARE_ROOT(16)

#endif
