/// How a batch is cut into chunks of images, each with gradient sums of its own, and a chunk into slabs.
/// A fixed rule of the batch size and the network's shape, so that the order of summation does not depend
/// on the threads.
struct ImageChunks {
  /// Images in a chunk.
  let size: Int
  /// Images in a slab.
  let slab: Int
  /// Chunks in a full batch.
  let limit: Int

  /// - Parameters:
  ///   - filling: images that fill a block of tiles in every convolution on tiles.
  ///   - sums: numbers in a chunk's gradient sums.
  init(batch: Int, filling: Int, sums: Int) {
    // Eight chunks or more for the threads to share, but no less than four images in each where the batch
    // allows, because each chunk's sums cost a transform and an addition; and no more than 64 chunks.
    var size = max(
      1, min(max(4, filling), (batch + 7) / 8), (batch + Self.most - 1) / Self.most)
    while size < batch && (batch + size - 1) / size * sums > Self.largestSums { size *= 2 }
    self.size = min(size, batch)
    slab = min(self.size, filling)
    limit = (batch + self.size - 1) / self.size
  }

  /// Chunks in a batch of `count` images.
  func count(_ images: Int) -> Int { (images + size - 1) / size }

  /// Calls `body` with the slabs of a chunk, in order.
  @inline(__always)
  func forEachSlab(
    of chunk: Int, in count: Int, room: UnsafeMutablePointer<Float>, _ body: (Slab) -> Void
  ) {
    let end = min(count, (chunk + 1) * size)
    var first = chunk * size
    while first < end {
      let next = min(end, first + slab)
      body(
        Slab(
          images: first..<next, room: room, chunk: chunk, isFirst: first == chunk * size,
          isLast: next == end))
      first = next
    }
  }

  private static let most = 64
  /// 256 MB of sums in all chunks together.
  private static let largestSums = 1 << 26
}
