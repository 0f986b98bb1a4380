import KernelTypes

/// Neighbouring images of a chunk that one thread takes through all operations of a stage at once: so few
/// that what passes between the operations stays in the cache, enough to fill a block of tiles.
struct Slab {
  let images: Range<Int>
  /// The thread's room.
  let room: UnsafeMutablePointer<Float>
  /// The chunk whose gradient sums these images are part of, and whether they are its first and last.
  let chunk: Int
  let isFirst: Bool
  let isLast: Bool
}

extension StepContext {
  /// The first element of an image of the slab inside the map's border.
  @inline(__always)
  func pointer(
    _ map: FeatureMap, _ image: Int, _ slab: Slab
  ) -> UnsafeMutablePointer<Float> {
    switch map.home {
    case .batch: base + map.offset(image)
    case .thread: slab.room + map.offset(image - slab.images.lowerBound)
    }
  }
}
