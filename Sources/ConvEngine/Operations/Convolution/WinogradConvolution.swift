import KernelTypes

/// A 3×3 convolution of stride 1 as products over transformed tiles: a quarter of the direct one's
/// multiplications (F(4×4, 3×3); Lavin and Gray, arXiv 1509.09308).
struct WinogradConvolution {
  let forward: WinogradPass
  /// Nil in a network that only evaluates.
  let kernelGradient: WinogradKernelGradient?
  /// Nil if the input wants no gradient.
  let inputGradient: WinogradPass?
  private let geometry: ConvolutionGeometry
  /// Arena offset of the kernels in strips.
  private let strips: Int
  /// Arena offset of the kernels turned around, in strips; 0 without `inputGradient`.
  private let turned: Int

  /// - Parameters:
  ///   - maps: input and output; the output pooled where the convolution pools.
  ///   - sums: the gradient of the sums; nil in a network that only evaluates.
  ///   - layout, room: the batch's arena and the threads' rooms.
  init(
    _ geometry: ConvolutionGeometry, maps: MapPair, sums: FeatureMap?,
    in layout: inout ArenaLayout, room: inout ArenaLayout
  ) {
    self.geometry = geometry
    let channels = geometry.channels, depth = geometry.depth
    let before = (rows: geometry.vertical.before, columns: geometry.horizontal.before)
    forward = WinogradPass(
      from: maps.input, to: maps.output, output: geometry.output, before: before,
      kernels: layout.reserve(TileRow.planes * channels * ProductShape.stripped(depth)))
    strips = layout.reserve(
      geometry.vertical.size * geometry.horizontal.size * channels * ProductShape.stripped(depth))
    kernelGradient = sums.map {
      WinogradKernelGradient(
        input: maps.input, outputGradient: $0, before: before,
        planes: room.reserve(TileRow.planes * channels * depth))
    }
    guard let inputGradient = maps.inputGradient, let sums else {
      self.inputGradient = nil
      turned = 0
      return
    }
    turned = layout.reserve(geometry.turnedCount)
    self.inputGradient = WinogradPass(
      from: sums, to: inputGradient, output: inputGradient.shape,
      before: (rows: 2 - before.rows, columns: 2 - before.columns),
      kernels: layout.reserve(TileRow.planes * depth * ProductShape.stripped(channels)))
  }

  /// Transforms the kernels, and those turned around for the backward pass.
  func prepareKernels(_ kernel: UnsafePointer<Float>, _ context: borrowing StepContext) {
    geometry.layOut(kernel, into: context.base + strips, order: .taps)
    context.kernels.tileKernels(
      context.base + forward.kernels, context.base + strips,
      geometry.channels * ProductShape.stripped(geometry.depth))
    guard let inputGradient else { return }
    let around = [2, 1, 0]
    geometry.turn(
      kernel, into: context.base + turned, rows: around, columns: around, order: .taps, context)
    context.kernels.tileKernels(
      context.base + inputGradient.kernels, context.base + turned,
      geometry.depth * ProductShape.stripped(geometry.channels))
  }
}
