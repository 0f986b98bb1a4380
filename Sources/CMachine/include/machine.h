// What Swift cannot say itself about the machine it runs on: CPUID, the floating-point control
// register, and the Linux calls whose constants are C macros.
#ifndef CONVOY_MACHINE_H
#define CONVOY_MACHINE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <xmmintrin.h>

/// Whether the processor and the operating system both support AVX2 and FMA.
static inline bool machine_has_avx2_fma(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

/// Whether the processor and the operating system both support what Skylake servers have: the
/// AVX-512 subsets F, BW, CD, DQ and VL, and AVX2, FMA, BMI and BMI2.
static inline bool machine_has_avx512(void) {
  __builtin_cpu_init();
  return machine_has_avx2_fma() && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}

/// Makes the calling thread treat denormal numbers as zero, in results (FTZ) and operands (DAZ).
/// Returns the mode before, for `machine_restore_float_mode`.
static inline unsigned long machine_flush_denormals(void) {
  unsigned mode = _mm_getcsr();
  _mm_setcsr(mode | 0x8040);
  return mode;
}
static inline void machine_restore_float_mode(unsigned long mode) { _mm_setcsr((unsigned)mode); }

/// Tells the processor that the caller waits in a spin loop.
static inline void machine_pause(void) { _mm_pause(); }
#else
static inline bool machine_has_avx2_fma(void) { return false; }
static inline bool machine_has_avx512(void) { return false; }
#if defined(__aarch64__)
static inline void machine_restore_float_mode(unsigned long mode) {
  __asm__ volatile("msr fpcr, %0" : : "r"(mode));
}
static inline unsigned long machine_flush_denormals(void) {
  unsigned long mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  machine_restore_float_mode(mode | (1ul << 24));
  return mode;
}
#else
static inline unsigned long machine_flush_denormals(void) { return 0; }
static inline void machine_restore_float_mode(unsigned long mode) { (void)mode; }
#endif
static inline void machine_pause(void) {}
#endif

/// The number of cores the affinity mask lets this process use; 1 if it cannot be read.
static inline int machine_affinity_cores(void) {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

/// Tries to take (`type` F_WRLCK) or drop (F_UNLCK) an open-file-description lock on one byte.
/// Returns 0, or -1 with errno set.
static inline int machine_lock_byte(int file, long offset, short type) {
  struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = offset, .l_len = 1};
  return fcntl(file, F_OFD_SETLK, &lock);
}

/// Whether another open file description holds a lock on that byte: 1 or 0, or -1 with errno set.
static inline int machine_byte_is_locked(int file, long offset) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = offset, .l_len = 1};
  return fcntl(file, F_OFD_GETLK, &lock) == -1 ? -1 : lock.l_type != F_UNLCK;
}

#endif
