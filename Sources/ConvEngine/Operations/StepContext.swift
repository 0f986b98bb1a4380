import KernelTypes

/// What the operations of a step need to know beside their own plan.
struct StepContext {
  /// The arena's first element.
  let base: UnsafeMutablePointer<Float>
  let kernels: KernelTable
  /// The images of the data set, [count, H, W, C], and which of them make up the batch. Null where
  /// the input was written as numbers.
  var pixels: UnsafePointer<UInt8>?
  var indices: UnsafePointer<Int>?
  /// Images in this batch.
  var count = 0
  var isTraining = false
  /// Optimiser steps taken before this one: with the seed, what dropout depends on.
  var step = 0
  var seed: UInt64 = 0
}

/// How a batch is cut into chunks of images, each with gradient sums of its own. A fixed rule of the
/// batch size, so that the order of summation does not depend on the threads.
struct ImageChunks {
  /// Images in a chunk.
  let size: Int
  /// Chunks in a full batch.
  let limit: Int

  init(batch: Int) {
    size = max(1, (batch + 15) / 16)
    limit = (batch + size - 1) / size
  }

  /// Chunks in a batch of `count` images.
  func count(_ images: Int) -> Int { (images + size - 1) / size }

  func images(_ chunk: Int, of count: Int) -> Range<Int> {
    chunk * size..<min(count, (chunk + 1) * size)
  }
}
