import KernelTypes

/// The sizes of a convolution and what its backward pass derives from them.
struct ConvolutionGeometry {
  let channels: Int
  let depth: Int
  let vertical: WindowGeometry
  let horizontal: WindowGeometry
  /// False if the user asked for direct convolutions alone.
  let allowsTiles: Bool

  /// Whether tiles compute this convolution: 3×3, stride 1, and enough channels and positions that
  /// the transforms are a small part. A fixed rule, so that the same layer always gives the same bits.
  var usesTiles: Bool {
    allowsTiles && vertical.size == 3 && horizontal.size == 3 && vertical.stride == 1
      && horizontal.stride == 1 && vertical.before <= 2 && horizontal.before <= 2
      && min(channels, depth) >= 16 && min(vertical.output, horizontal.output) >= 4
  }

  /// Whether the input's gradient has too few channels to fill a vector with them: then a vector holds
  /// terms of one sum instead. A fixed rule as well.
  var sumsAcrossLanes: Bool {
    channels <= DotShape.mostColumns && depth % DotShape.partialSums == 0 && vertical.stride == 1
      && horizontal.stride == 1
  }

  /// The zeros the input needs around it.
  var inputBorder: Border {
    if usesTiles {
      return Border(
        top: vertical.before, bottom: vertical.tileBorder(of: vertical.output) - vertical.before,
        left: horizontal.before,
        right: horizontal.tileBorder(of: horizontal.output) - horizontal.before)
    }
    return Border(
      top: vertical.before, bottom: vertical.after, left: horizontal.before,
      right: horizontal.after)
  }

  /// The zeros the output's gradient needs around it.
  var outputGradientBorder: Border {
    if usesTiles {
      return Border(
        top: 2 - vertical.before, bottom: vertical.gradientTileBorder,
        left: 2 - horizontal.before, right: horizontal.gradientTileBorder)
    }
    let rows = vertical.gradientPhases, columns = horizontal.gradientPhases
    return Border(
      top: rows.map { -$0.firstOutput }.max().map { max(0, $0) } ?? 0,
      bottom: rows.map { $0.lastOutput - vertical.output + 1 }.max().map { max(0, $0) } ?? 0,
      left: columns.map { -$0.firstOutput }.max().map { max(0, $0) } ?? 0,
      right: columns.map { $0.lastOutput - horizontal.output + 1 }.max().map { max(0, $0) } ?? 0)
  }

  /// The sums it makes.
  var output: ImageShape {
    ImageShape(height: vertical.output, width: horizontal.output, channels: depth)
  }

  /// Pieces into which the forward pass over one image is cut: ranges of kernels on tiles, which have few
  /// rows; else ranges of rows.
  func parts(for threads: Int) -> Int {
    guard usesTiles else { return min(threads, (vertical.output + 1) / 2) }
    let width = Self.partWidth(depth)
    return min(threads, (depth + width - 1) / width)
  }

  /// Kernels that stay together in a part: whole strips, or vectors of the only one.
  static func partWidth(_ depth: Int) -> Int {
    depth > ProductShape.strip ? ProductShape.strip : ProductShape.strip / 2
  }

  /// Images that a slab should have: enough to fill a block of tiles, or of pixels.
  var filling: Int {
    if usesTiles { return TileGrid(height: vertical.output, width: horizontal.output).filling }
    let pixels = vertical.output * horizontal.output
    return (DirectConvolution.slabPixels + pixels - 1) / pixels
  }

  /// Writes kernels with their input and output channels exchanged, in strips of C.
  /// - Parameters:
  ///   - rows: which rows of each kernel, in this order; `columns` likewise.
  ///   - order: what comes first, [strip][row][column][depth][32] or [row][column][strip][depth][32].
  func turn(
    _ kernel: UnsafePointer<Float>, into turned: UnsafeMutablePointer<Float>, rows: [Int],
    columns: [Int], order: StripOrder, _ context: borrowing StepContext
  ) {
    let width = min(channels, ProductShape.strip), strip = depth * width
    let taps = rows.count * columns.count, strips = (channels + width - 1) / width
    var tap = 0
    for row in rows {
      for column in columns {
        let from = kernel + (row * horizontal.size + column) * channels * depth
        for number in 0..<strips {
          context.kernels.transpose(
            turned + order.place(tap, of: taps, strip: number, of: strips) * strip,
            from + number * width * depth, width, depth, min(width, channels - number * width),
            depth)
        }
        tap += 1
      }
    }
  }

  /// Writes kernels in strips of their output channels.
  func layOut(
    _ kernel: UnsafePointer<Float>, into strips: UnsafeMutablePointer<Float>, order: StripOrder
  ) {
    let width = min(depth, ProductShape.strip), count = (depth + width - 1) / width
    let taps = vertical.size * horizontal.size
    for tap in 0..<taps {
      for number in 0..<count {
        var to =
          strips + order.place(tap, of: taps, strip: number, of: count) * channels * width
        for channel in 0..<channels {
          to.update(
            from: kernel + (tap * channels + channel) * depth + number * width,
            count: min(width, depth - number * width))
          to += width
        }
      }
    }
  }

  /// Numbers a thread needs beside the maps.
  var scratchCount: Int {
    guard usesTiles else { return DirectConvolution.scratchCount(self) }
    let grids = [
      TileGrid(height: vertical.output, width: horizontal.output),
      TileGrid(height: vertical.input, width: horizontal.input),
    ]
    return WinogradScratch.count(
      tiles: grids.reduce(0) { max($0, $1.blockTiles) }, channels: channels, depth: depth)
  }

  /// Room for the turned kernels of all phases.
  var turnedCount: Int {
    vertical.size * horizontal.size * ProductShape.stripped(channels) * depth
  }
}

/// What a kernel in strips is cut into first.
enum StripOrder {
  /// As one product over all taps reads it.
  case strips
  /// As a product for each tap reads it.
  case taps

  /// The place of one strip of one tap.
  func place(_ tap: Int, of taps: Int, strip: Int, of strips: Int) -> Int {
    switch self {
    case .strips: strip * taps + tap
    case .taps: tap * strips + strip
    }
  }
}

extension WindowGeometry {
  /// One residue of the input's positions modulo the stride.
  struct GradientPhase {
    /// The first position with this residue, and how many there are.
    let firstInput: Int
    let inputs: Int
    /// Kernel cells that reach them, the one that comes from the first output position first.
    let taps: [Int]
    /// Output positions that contribute to the first and to the last input position: possibly
    /// outside 0..<output, where the gradient's border is zero.
    let firstOutput: Int
    let lastOutput: Int
  }

  /// Input position i gets kernel cell k from output position (i + before − k) ÷ stride, where that
  /// divides.
  var gradientPhases: [GradientPhase] {
    (0..<min(stride, input)).map { first in
      let residue = (first + before) % stride
      let taps = Array(Swift.stride(from: residue, to: size, by: stride).reversed())
      let inputs = (input - first + stride - 1) / stride
      let reach = max(0, taps.count - 1)
      let newest = (first + before) / stride
      return GradientPhase(
        firstInput: first, inputs: inputs, taps: taps, firstOutput: newest - reach,
        lastOutput: taps.isEmpty ? 0 : newest + inputs - 1)
    }
  }
}

extension WindowGeometry {
  /// Cells that whole tiles of a map of `count` positions read beyond the map's own, before and
  /// after together.
  fileprivate func tileBorder(of count: Int) -> Int {
    (count + TileRow.step - 1) / TileRow.step * TileRow.step + 2 - input
  }

  /// Cells behind the last output that tiles read: of the input's gradient, and of the kernels'.
  fileprivate var gradientTileBorder: Int {
    let tiles = (input + TileRow.step - 1) / TileRow.step * TileRow.step
    let ownTiles = (output + TileRow.step - 1) / TileRow.step * TileRow.step
    return max(tiles + 2 - (2 - before) - output, ownTiles - output)
  }
}
