import KernelTypes

/// A fully connected layer with its bias and a simple activation, over the whole batch at once: each
/// chunk works on some of the weights, so that a step reads every weight once per pass.
///
/// N is the batch, I the inputs, O the units; weights are [I, O], in strips (`StripLayout`).
struct DenseOperation {
  let input: FeatureMap
  let output: FeatureMap
  let function: ElementFunction
  /// Arena offsets of the parameters; the bias is absent if the layer has none.
  let kernel: Int
  let bias: Int?
  let gradient: DenseGradient?
  /// Strips of the weights in one chunk of the forward pass.
  let stripsInChunk: Int

  var inputs: Int { input.shape.count }
  var units: Int { output.shape.count }
  var weights: StripLayout { StripLayout(rows: inputs, columns: units) }

  /// Rows of the weights in one chunk of the backward pass: with their gradient and the optimiser's state
  /// they stay in the second-level cache.
  private static let rowsInChunk = 192
  /// Inputs summed before the next block of them: so many rows of two strips stay in the first-level
  /// cache. The order of the sums is the same.
  private static let depth = 128

  /// How many strips of the weights one chunk has: few chunks, since each reads the whole input, but two
  /// for each thread, so that none waits long at the end. No bit depends on it. A single image has little
  /// to compute and reads more at a time.
  static func stripsInChunk(of weights: StripLayout, images: Int, threads: Int) -> Int {
    images == 1 ? 8 : max(1, (weights.strips + 2 * threads - 1) / (2 * threads))
  }

  var columnChunks: Int { (weights.strips + stripsInChunk - 1) / stripsInChunk }

  var rowChunks: Int { (inputs + Self.rowsInChunk - 1) / Self.rowsInChunk }

  /// The first column of a chunk, and how many.
  private func columns(_ chunk: Int) -> (first: Int, count: Int) {
    let width = stripsInChunk * weights.width
    return (chunk * width, min(width, units - chunk * width))
  }

  /// A chunk's rows of the weights.
  private func rows(_ chunk: Int) -> Range<Int> {
    chunk * Self.rowsInChunk..<min(inputs, (chunk + 1) * Self.rowsInChunk)
  }

  /// y = f(x·W + b) for one chunk of columns.
  func forward(_ chunk: Int, _ context: borrowing StepContext) {
    let (column, columns) = columns(chunk), weights = weights
    let base = context.base
    let depth = context.count == 1 ? inputs : min(Self.depth, inputs)
    for first in stride(from: 0, to: inputs, by: depth) {
      let count = min(depth, inputs - first)
      let isLast = first + count == inputs
      context.kernels.product(
        base + output.offset(0) + column, base + input.offset(0) + first,
        base + kernel + column / weights.width * weights.stride + first * weights.width,
        base + (bias ?? 0) + column, first > 0 ? .current : bias == nil ? .zero : .bias,
        isLast ? function.asFinish ?? .none : .none,
        ProductShape(
          rows: context.count, columns: columns, count: count, aRow: input.imageStride, aStep: 1,
          bStep: weights.width, bStrip: weights.stride, cRow: output.imageStride))
    }
  }

  /// Turns the gradient of the output into that of the sums before the activation, for one chunk of
  /// columns; adds up the bias's gradient; lays the result out in strips of columns and, turned, in strips
  /// of images.
  func backwardSums(_ chunk: Int, _ context: borrowing StepContext) {
    guard let gradient else { return }
    let (column, columns) = columns(chunk)
    let dy = context.base + gradient.output.offset(0) + column
    let pitch = gradient.output.imageStride
    if function != .linear {
      let y = context.base + output.offset(0) + column
      for image in 0..<context.count {
        let row = dy + image * pitch
        context.kernels.activateBackward(
          row, row, y + image * output.imageStride, function, columns)
      }
    }
    if let bias = gradient.bias {
      let sums = context.base + bias + column
      sums.update(repeating: 0, count: columns)
      context.kernels.addColumnSums(sums, dy, pitch, context.count, columns)
    }
    let byImage = gradient.byImage, byUnit = gradient.byUnit
    for first in stride(from: 0, to: columns, by: byImage.width) {
      let strip =
        context.base + gradient.outputStrips + (column + first) / byImage.width * byImage.stride
      for image in 0..<context.count {
        (strip + image * byImage.width)
          .update(from: dy + image * pitch + first, count: min(byImage.width, columns - first))
      }
    }
    guard gradient.input != nil else { return }
    for first in stride(from: 0, to: context.count, by: byUnit.width) {
      context.kernels.transpose(
        context.base + gradient.turnedStrips + first / byUnit.width * byUnit.stride
          + column * byUnit.width, dy + first * pitch, byUnit.width, pitch,
        min(byUnit.width, context.count - first), columns)
    }
  }

  /// dW = xᵀ·dy and dx = dy·Wᵀ for one chunk of W's rows. The latter is computed as W·dyᵀ, whose
  /// vectors run over the batch, and laid out by image again.
  /// - Parameters:
  ///   - room: this thread's, for `scratchCount` numbers.
  ///   - use: takes each piece of dW: the arena's offset of its weights, the gradient, and their number.
  ///     By then W may change.
  func backward(
    _ chunk: Int, room: UnsafeMutablePointer<Float>, _ context: borrowing StepContext,
    use: (_ weights: Int, _ gradient: UnsafePointer<Float>, _ count: Int) -> Void
  ) {
    guard let gradient else { return }
    let rows = rows(chunk), weights = weights, byImage = gradient.byImage
    passBack(rows, gradient, context)
    // A column of x has its numbers far apart, and all in the same lines of the cache.
    for image in 0..<context.count {
      (room + image * Self.rowsInChunk).update(
        from: context.base + input.offset(image) + rows.lowerBound, count: rows.count)
    }
    for strip in 0..<weights.strips {
      let place = strip * weights.stride + rows.lowerBound * weights.width
      let dw =
        gradient.kernel.map { context.base + $0 + place }
        ?? room + context.count * Self.rowsInChunk
      let dy = UnsafePointer(context.base + gradient.outputStrips + strip * byImage.stride)
      context.kernels.product(
        dw, room, dy, dy, .zero, .none,
        ProductShape(
          rows: rows.count, columns: weights.width, count: context.count, aRow: 1,
          aStep: Self.rowsInChunk, bStep: byImage.width, cRow: weights.width))
      use(kernel + place, dw, rows.count * weights.width)
    }
  }

  /// The gradient of some of the inputs.
  private func passBack(
    _ rows: Range<Int>, _ gradient: DenseGradient, _ context: borrowing StepContext
  ) {
    guard let inputGradient = gradient.input else { return }
    let base = context.base, weights = weights, byUnit = gradient.byUnit
    let turned = base + gradient.turnedInput + rows.lowerBound * gradient.batch
    var shape = ProductShape(
      rows: rows.count, columns: context.count, segments: weights.strips, count: weights.width,
      aRow: weights.width, aStep: 1, aSegment: weights.stride, bStep: byUnit.width,
      bSegment: weights.width * byUnit.width, bStrip: byUnit.stride, cRow: gradient.batch)
    shape.fetchesAhead = true
    context.kernels.product(
      turned, base + kernel + rows.lowerBound * weights.width, base + gradient.turnedStrips, turned,
      .zero, .none, shape)
    context.kernels.transpose(
      base + inputGradient.offset(0) + rows.lowerBound, turned, inputGradient.imageStride,
      gradient.batch, rows.count, context.count)
  }

  /// Numbers a thread needs beside the maps: some columns of x, and their part of dW.
  static func scratchCount(batch: Int, units: Int) -> Int {
    rowsInChunk * (batch + min(units, ProductShape.strip)) + ProductShape.readAhead
  }
}

/// Where a dense layer's backward pass finds and leaves its gradients: arena offsets.
struct DenseGradient {
  /// Nil where each piece of the gradient is used up by the optimiser at once.
  let kernel: Int?
  let bias: Int?
  let output: FeatureMap
  /// Nil where no gradient is wanted.
  let input: FeatureMap?
  /// The output's gradient in strips of columns, [N, O], and turned, in strips of images, [O, N]; the
  /// zeros that fill up the last strips stay as they are.
  let byImage: StripLayout
  let byUnit: StripLayout
  let outputStrips: Int
  let turnedStrips: Int
  /// The input's gradient turned, [I, N], with `batch` from row to row.
  let turnedInput: Int
  let batch: Int
}
