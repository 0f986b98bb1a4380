import KernelTypes

/// The sizes of a convolution and what its backward pass derives from them.
struct ConvolutionGeometry {
  let channels: Int
  let depth: Int
  let vertical: WindowGeometry
  let horizontal: WindowGeometry

  /// The zeros the input needs around it.
  var inputBorder: Border {
    Border(
      top: vertical.before, bottom: vertical.after, left: horizontal.before,
      right: horizontal.after)
  }

  /// The zeros the output's gradient needs around it.
  var outputGradientBorder: Border {
    let rows = vertical.gradientPhases, columns = horizontal.gradientPhases
    return Border(
      top: rows.map { -$0.firstOutput }.max().map { max(0, $0) } ?? 0,
      bottom: rows.map { $0.lastOutput - vertical.output + 1 }.max().map { max(0, $0) } ?? 0,
      left: columns.map { -$0.firstOutput }.max().map { max(0, $0) } ?? 0,
      right: columns.map { $0.lastOutput - horizontal.output + 1 }.max().map { max(0, $0) } ?? 0)
  }

  /// Room for the turned kernels of all phases.
  var turnedCount: Int { vertical.size * horizontal.size * channels * depth }

  /// The products that make the input's gradient; together they write each element once.
  func inputGradientPhases(inputPitch: Int, outputPitch: Int) -> [InputGradientPhase] {
    var phases: [InputGradientPhase] = []
    var kernel = 0
    for row in vertical.gradientPhases {
      for column in horizontal.gradientPhases {
        let taps = row.taps.count * column.taps.count
        phases.append(
          InputGradientPhase(
            dx: row.firstInput * inputPitch + column.firstInput * channels,
            dy: row.firstOutput * outputPitch + column.firstOutput * depth,
            kernel: kernel, kernelRows: row.taps, kernelColumns: column.taps,
            shape: ProductShape(
              planes: row.inputs, rows: column.inputs, columns: channels,
              segments: column.taps.isEmpty ? 0 : row.taps.count,
              count: column.taps.count * depth,
              aPlane: outputPitch, aRow: depth, aStep: 1, aSegment: outputPitch,
              bStep: channels, bSegment: column.taps.count * depth * channels,
              cPlane: vertical.stride * inputPitch, cRow: horizontal.stride * channels)))
        kernel += taps * channels * depth
      }
    }
    return phases
  }
}

/// One product of the input's gradient: the input pixels that lie alike relative to the stride.
struct InputGradientPhase {
  /// Offsets from the maps' first elements and the turned kernels' start.
  let dx: Int
  let dy: Int
  let kernel: Int
  /// The kernel's rows and columns that reach these pixels, in the order of the output rows and
  /// columns they come from.
  let kernelRows: [Int]
  let kernelColumns: [Int]
  let shape: ProductShape
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
