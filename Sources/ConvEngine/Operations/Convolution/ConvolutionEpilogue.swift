import KernelTypes

/// What a convolution does to its sums before it stores them: function, max pooling over squares of 2×2,
/// dropout. What the model writes as layers of their own is done here while the sums are at hand.
struct ConvolutionEpilogue {
  /// One a product can apply to its sums (`ElementFunction.asFinish`).
  let function: ElementFunction
  let pooling: Pooling?

  struct Pooling {
    /// The arena offset of the cells that were largest, `cellBytes` of each image; nil in a network that
    /// only evaluates.
    let cells: Int?
    let cellBytes: Int
    /// What is dropped of the pooled values; only after `.relu`.
    let dropout: DropoutSettings?
  }

  struct DropoutSettings {
    let rate: Double
    /// The layer's position in the model: each has a stream of its own.
    let layer: Int
  }

  var finish: ProductFinish { function.asFinish ?? .none }
}

extension ConvolutionEpilogue.Pooling {
  /// An image's cells.
  func cells(_ image: Int, _ context: borrowing StepContext) -> UnsafeMutablePointer<UInt8>? {
    cells.map {
      UnsafeMutableRawPointer(context.base + $0).assumingMemoryBound(to: UInt8.self)
        + image * cellBytes
    }
  }

  /// - Parameter first: the number of the first pooled element to be stored, of all the batch's.
  func epilogue(
    _ finish: ProductFinish, first: Int, _ context: borrowing StepContext
  ) -> PoolEpilogue {
    PoolEpilogue(
      finish: finish,
      dropout: context.dropout(rate: dropout?.rate ?? 0, layer: dropout?.layer ?? 0),
      first: UInt32(truncatingIfNeeded: first))
  }
}
