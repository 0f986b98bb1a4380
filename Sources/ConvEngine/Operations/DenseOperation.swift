import KernelTypes

/// A fully connected layer with its bias and a simple activation, over the whole batch at once: each
/// chunk works on some of the weights, so that a step reads every weight once per pass.
///
/// N is the batch, I the inputs, O the units; weights are [I, O].
struct DenseOperation {
  let input: FeatureMap
  let output: FeatureMap
  let function: ElementFunction
  /// Arena offsets of the parameters; the bias is absent if the layer has none.
  let kernel: Int
  let bias: Int?
  let gradient: DenseGradient?

  var inputs: Int { input.shape.count }
  var units: Int { output.shape.count }

  /// Columns of the weights in one chunk.
  private static let columns = 64
  /// Rows of the weights in one chunk of the backward pass: with their gradient and the optimiser's state
  /// they stay in the second-level cache.
  static let rowsInChunk = 48
  /// Inputs summed before the next strip of columns: 64 columns of them stay in the cache.
  private static let depth = 512

  var columnChunks: Int { (units + Self.columns - 1) / Self.columns }
  var rowChunks: Int { (inputs + Self.rowsInChunk - 1) / Self.rowsInChunk }

  /// y = f(x·W + b) for one chunk of columns.
  func forward(_ chunk: Int, _ context: borrowing StepContext) {
    let column = chunk * Self.columns
    let base = context.base
    for first in stride(from: 0, to: inputs, by: Self.depth) {
      let count = min(Self.depth, inputs - first)
      let isLast = first + count == inputs
      context.kernels.product(
        base + output.offset(0) + column, base + input.offset(0) + first,
        base + kernel + first * units + column, base + (bias ?? 0) + column,
        first > 0 ? .current : bias == nil ? .zero : .bias,
        isLast ? function.asFinish ?? .none : .none,
        ProductShape(
          rows: context.count, columns: min(Self.columns, units - column), count: count,
          aRow: inputs, aStep: 1, bStep: units, cRow: units))
    }
  }

  /// Turns the gradient of the output into that of the sums before the activation, for one chunk of
  /// columns; adds up the bias's gradient; lays the result out the other way round as well.
  func backwardSums(_ chunk: Int, _ context: borrowing StepContext) {
    guard let gradient else { return }
    let column = chunk * Self.columns, columns = min(Self.columns, units - column)
    let dy = context.base + gradient.output.offset(0) + column
    if function != .linear {
      let y = context.base + output.offset(0) + column
      for image in 0..<context.count {
        let row = dy + image * units
        context.kernels.activateBackward(row, row, y + image * units, function, columns)
      }
    }
    if let bias = gradient.bias {
      let sums = context.base + bias + column
      sums.update(repeating: 0, count: columns)
      context.kernels.addColumnSums(sums, dy, units, context.count, columns)
    }
    context.kernels.transpose(
      context.base + gradient.turnedOutput + column * gradient.batchPitch, dy,
      gradient.batchPitch, units, context.count, columns)
  }

  /// dW = xᵀ·dy and dx = dy·Wᵀ for one chunk of W's rows. The latter is computed as W·dyᵀ, whose
  /// vectors run over the batch, and laid out by image again. W may change as soon as this returns.
  /// - Parameter kernelGradient: takes dW of these rows.
  func backward(
    _ chunk: Int, into kernelGradient: UnsafeMutablePointer<Float>,
    _ context: borrowing StepContext
  ) {
    guard let gradient else { return }
    let range = rows(chunk), row = range.lowerBound
    let base = context.base, dy = UnsafePointer(base + gradient.output.offset(0))
    context.kernels.product(
      kernelGradient, base + input.offset(0) + row, dy, dy, .zero, .none,
      ProductShape(
        rows: range.count, columns: units, count: context.count, aRow: 1, aStep: inputs,
        bStep: units, cRow: units))
    if let inputGradient = gradient.input {
      let turned = base + gradient.turnedInput + row * gradient.batchPitch
      context.kernels.product(
        turned, base + kernel + row * units, base + gradient.turnedOutput, dy, .zero, .none,
        ProductShape(
          rows: range.count, columns: context.count, count: units, aRow: units, aStep: 1,
          bStep: gradient.batchPitch, cRow: gradient.batchPitch))
      context.kernels.transpose(
        base + inputGradient.offset(0) + row, turned, inputs, gradient.batchPitch, range.count,
        context.count)
    }
  }

  /// A chunk's rows of the weights.
  func rows(_ chunk: Int) -> Range<Int> {
    chunk * Self.rowsInChunk..<min(inputs, (chunk + 1) * Self.rowsInChunk)
  }
}

/// Where a dense layer's backward pass finds and leaves its gradients: arena offsets.
struct DenseGradient {
  /// Nil where each chunk's gradient is used up by the optimiser at once.
  let kernel: Int?
  let bias: Int?
  let output: FeatureMap
  /// Nil where no gradient is wanted.
  let input: FeatureMap?
  /// [O, N] and [I, N], with `batchPitch` elements from row to row.
  let turnedOutput: Int
  let turnedInput: Int
  let batchPitch: Int
}
