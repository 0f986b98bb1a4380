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

  /// Columns of the weights in one chunk: two strips of a product.
  private static let columns = 2 * ProductShape.strip
  /// Rows of the weights in one chunk of the backward pass: with their gradient and the optimiser's state
  /// they stay in the second-level cache.
  static let rowsInChunk = 48
  /// Inputs summed before the next block of them: so many rows of two strips stay in the cache, the first
  /// where they are laid out, else the second. The order of the sums is the same.
  private static func depth(_ images: Int) -> Int {
    images == 1 ? .max : images < manyImages ? 512 : stripRows
  }

  private static let stripRows = 128
  /// Images from which on the weights are laid out in strips before they are used; for fewer they are read
  /// where they lie.
  private static let manyImages = 24

  /// - Parameter images: in the batch. A single one has little to compute and reads the weights in longer
  ///   pieces.
  func columnChunks(_ images: Int) -> Int {
    let columns = Self.columns(images)
    return (units + columns - 1) / columns
  }

  private static func columns(_ images: Int) -> Int { images == 1 ? 4 * columns : columns }

  var rowChunks: Int { (inputs + Self.rowsInChunk - 1) / Self.rowsInChunk }

  /// y = f(x·W + b) for one chunk of columns.
  /// - Parameter room: this thread's, for `scratchCount` numbers.
  func forward(
    _ chunk: Int, room: UnsafeMutablePointer<Float>, _ context: borrowing StepContext
  ) {
    let width = Self.columns(context.count)
    let column = chunk * width, columns = min(width, units - column)
    let base = context.base
    let depth = Self.depth(context.count)
    for first in stride(from: 0, to: inputs, by: min(depth, inputs)) {
      let count = min(depth, inputs - first)
      let isLast = first + count == inputs
      var weights = UnsafePointer(base + kernel + first * units + column)
      var shape = ProductShape(
        rows: context.count, columns: columns, count: count, aRow: inputs, aStep: 1, bStep: units,
        cRow: units)
      if context.count >= Self.manyImages {
        Strips.write(into: room, weights, pitch: units, rows: count, columns: columns)
        weights = UnsafePointer(room)
        shape.bStep = ProductShape.strip
        shape.bStrip = count * ProductShape.strip
      }
      context.kernels.product(
        base + output.offset(0) + column, base + input.offset(0) + first, weights,
        base + (bias ?? 0) + column, first > 0 ? .current : bias == nil ? .zero : .bias,
        isLast ? function.asFinish ?? .none : .none, shape)
    }
  }

  /// Turns the gradient of the output into that of the sums before the activation, for one chunk of
  /// columns; adds up the bias's gradient; lays the result out in strips of columns and, turned, in strips
  /// of images.
  func backwardSums(_ chunk: Int, _ context: borrowing StepContext) {
    guard let gradient else { return }
    let width = Self.columns(context.count)
    let column = chunk * width, columns = min(width, units - column)
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
    let batch = gradient.batch, strip = ProductShape.strip
    Strips.write(
      into: context.base + gradient.outputStrips + column * batch, dy, pitch: units,
      rows: context.count, columns: columns, strip: batch * strip)
    guard gradient.input != nil else { return }
    for first in stride(from: 0, to: context.count, by: strip) {
      context.kernels.transpose(
        context.base + gradient.turnedStrips + first * units + column * strip, dy + first * units,
        strip, units, min(strip, context.count - first), columns)
    }
  }

  /// dW = xᵀ·dy and dx = dy·Wᵀ for one chunk of W's rows. The latter is computed as W·dyᵀ, whose
  /// vectors run over the batch, and laid out by image again. W may change as soon as this returns.
  /// - Parameters:
  ///   - kernelGradient: takes dW of these rows.
  ///   - room: this thread's, for `scratchCount` numbers.
  func backward(
    _ chunk: Int, into kernelGradient: UnsafeMutablePointer<Float>,
    room: UnsafeMutablePointer<Float>, _ context: borrowing StepContext
  ) {
    guard let gradient else { return }
    let range = rows(chunk), row = range.lowerBound
    let base = context.base, strip = ProductShape.strip
    let strips = UnsafePointer(base + gradient.outputStrips)
    // A column of x has its numbers far apart, and all in the same lines of the cache.
    for image in 0..<context.count {
      (room + image * Self.rowsInChunk).update(
        from: base + input.offset(image) + row, count: range.count)
    }
    context.kernels.product(
      kernelGradient, room, strips, strips, .zero, .none,
      ProductShape(
        rows: range.count, columns: units, count: context.count, aRow: 1,
        aStep: Self.rowsInChunk, bStep: strip, bStrip: gradient.batch * strip, cRow: units))
    if let inputGradient = gradient.input {
      let turned = base + gradient.turnedInput + row * gradient.batch
      context.kernels.product(
        turned, base + kernel + row * units, base + gradient.turnedStrips, strips, .zero, .none,
        ProductShape(
          rows: range.count, columns: context.count, count: units, aRow: units, aStep: 1,
          bStep: strip, bStrip: units * strip, cRow: gradient.batch))
      context.kernels.transpose(
        base + inputGradient.offset(0) + row, turned, inputs, gradient.batch, range.count,
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
  /// The batch rounded up to whole strips.
  let batch: Int
  /// The output's gradient in strips of columns, [O ÷ 32][N][32], and turned, [N ÷ 32][O][32].
  let outputStrips: Int
  let turnedStrips: Int
  /// The input's gradient turned, [I, N].
  let turnedInput: Int
}

extension DenseOperation {
  /// Numbers a thread needs beside the maps.
  static func scratchCount(batch: Int) -> Int { max(columns * stripRows, batch * rowsInChunk) }
}

/// Columns cut into the strips of a product.
private enum Strips {
  /// - Parameter strip: from one strip to the next; without space between them if nil.
  static func write(
    into strips: UnsafeMutablePointer<Float>, _ from: UnsafePointer<Float>, pitch: Int, rows: Int,
    columns: Int, strip: Int? = nil
  ) {
    let width = ProductShape.strip
    for first in stride(from: 0, to: columns, by: width) {
      let to = strips + first / width * (strip ?? rows * width)
      let count = min(width, columns - first)
      for row in 0..<rows {
        (to + row * width).update(from: from + row * pitch + first, count: count)
      }
    }
  }
}
