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
  /// Whether the parts of this step are timed.
  var isProfiled = false
  /// Optimiser steps taken before this one: with the seed, what dropout depends on.
  var step = 0
  var seed: UInt64 = 0
}
