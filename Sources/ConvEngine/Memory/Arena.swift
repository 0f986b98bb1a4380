import CMachine
import Glibc
import KernelTypes

/// One block of memory that holds every tensor of a network: zero at first, aligned to pages, huge
/// ones where the kernel gives them, and handed back when its owner ends.
struct Arena: ~Copyable {
  /// The first element; valid as long as the arena.
  let base: UnsafeMutablePointer<Float>
  private let bytes: Int

  /// - Throws: `NetworkError.memory` if the machine does not have that much.
  init(floats: Int) throws(NetworkError) {
    let bytes = max(1, floats) * MemoryLayout<Float>.stride
    let available = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    guard bytes < available,
      let memory = mmap(
        nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED
    else { throw .memory(needed: bytes, available: available) }
    // Only a hint: without huge pages the engine is a few per cent slower.
    _ = madvise(memory, bytes, MADV_HUGEPAGE)
    base = memory.bindMemory(to: Float.self, capacity: bytes / MemoryLayout<Float>.stride)
    self.bytes = bytes
  }

  deinit { munmap(base, bytes) }
}

/// Hands out places in an arena before it exists.
struct ArenaLayout {
  private(set) var floats = 0

  /// The offset of `count` elements, on a cache line of their own and with room behind for vector
  /// loads that reach too far.
  mutating func reserve(_ count: Int) -> Int {
    let offset = floats
    floats += (count + ProductShape.readAhead + 15) / 16 * 16
    return offset
  }
}
