import KernelTypes

/// A convolution as products over the image itself, for every kernel, stride and padding.
///
/// Because images carry their border of zeros, the part of a window in one row is KW·C neighbouring
/// numbers (C the channels of the input, KW the kernel's columns), and each pass is one kind of
/// product over them:
/// - forward: rows are output pixels, columns kernels; sums run over kernel rows, then KW·C.
/// - backward to the input: the same with kernels turned around, once for each position of an input
///   pixel relative to the stride (`DirectInputGradient`); sums across lanes where the input has few
///   channels.
/// - backward to the kernels: rows are the KW·C numbers of a kernel row; sums run over pixels.
///
/// What the products read by columns is laid out in strips (`ProductShape.strip`) where it is wider than
/// one: rows a power of two apart would fall into the same few lines of the cache.
struct DirectConvolution {
  private let geometry: ConvolutionGeometry
  private let maps: MapPair
  /// The gradient of the sums; nil in a network that only evaluates.
  private let sums: FeatureMap?
  private let forwardShape: ProductShape
  /// From an image's first element to the first window's.
  private let windowOffset: Int
  /// Arena offset of the kernels in strips.
  private let kernels: Int
  /// Nil if the input wants no gradient.
  private let inputGradient: DirectInputGradient?
  /// Output rows in one product of the kernels' gradient.
  private let blockRows: Int
  /// One image's sums in a thread's room, where they are pooled before they are stored.
  private let unpooled: FeatureMap?

  /// - Parameters:
  ///   - maps: input and output; the output pooled where the convolution pools.
  ///   - sums: the gradient of the sums; nil in a network that only evaluates.
  ///   - layout, room: the batch's arena and the threads' rooms.
  init(
    _ geometry: ConvolutionGeometry, maps: MapPair, sums: FeatureMap?, pools: Bool,
    in layout: inout ArenaLayout, room: inout ArenaLayout
  ) {
    self.geometry = geometry
    self.maps = maps
    self.sums = sums
    let input = maps.input, channels = geometry.channels, depth = geometry.depth
    let vertical = geometry.vertical, horizontal = geometry.horizontal
    let run = horizontal.size * channels
    windowOffset = -vertical.before * input.pitch - horizontal.before * channels
    unpooled =
      pools ? FeatureMap(geometry.output, home: .thread, images: 1, in: &room) : nil
    let step = min(depth, ProductShape.strip)
    kernels = layout.reserve(vertical.size * run * ProductShape.stripped(depth))
    forwardShape = ProductShape(
      planes: vertical.output, rows: horizontal.output, columns: depth,
      segments: vertical.size, count: run,
      aPlane: vertical.stride * input.pitch, aRow: horizontal.stride * channels, aStep: 1,
      aSegment: input.pitch, bStep: step, bSegment: run * step,
      bStrip: vertical.size * run * step, cPlane: (unpooled ?? maps.output).pitch, cRow: depth)
    blockRows = max(1, Self.blockPixels / horizontal.output)
    guard let sums, let inputGradient = maps.inputGradient else {
      self.inputGradient = nil
      return
    }
    self.inputGradient = DirectInputGradient(
      geometry, inputGradient: inputGradient, sums: sums, in: &layout)
  }

  /// - Parameter part: which of `parts` ranges of output rows.
  func forward(
    _ slab: Slab, part: Int, of parts: Int, bias: UnsafePointer<Float>, start: ProductStart,
    _ epilogue: ConvolutionEpilogue, _ context: borrowing StepContext
  ) {
    // Pairs of rows, which pooling takes together.
    let pairs = (geometry.vertical.output + 1) / 2
    let first = part * pairs / parts * 2
    let end = min(geometry.vertical.output, (part + 1) * pairs / parts * 2)
    var shape = forwardShape
    shape.planes = end - first
    for image in slab.images {
      let x = context.pointer(maps.input, image, slab) + windowOffset + first * shape.aPlane
      let y = context.pointer(maps.output, image, slab)
      guard let pooling = epilogue.pooling, let unpooled else {
        context.kernels.product(
          y + first * shape.cPlane, x, context.base + kernels, bias, start, epilogue.finish, shape)
        continue
      }
      let sums = slab.room + unpooled.offset(0) + first * shape.cPlane
      context.kernels.product(sums, x, context.base + kernels, bias, start, .none, shape)
      let bytes =
        first / 2 * maps.output.shape.width * PairShape.cellBytes(channels: geometry.depth)
      context.kernels.poolPairs(
        y + first / 2 * maps.output.pitch, pooling.cells(image, context).map { $0 + bytes }, sums,
        pooling.epilogue(
          epilogue.finish,
          first: image * maps.output.shape.count + first / 2 * maps.output.rowCount, context),
        PairShape(
          height: (end - first) / 2, width: maps.output.shape.width, channels: geometry.depth,
          pitch: unpooled.pitch, pooledPitch: maps.output.pitch, gradientPitch: 0))
    }
  }

  /// The chunk's sums += the kernels' gradient over these images.
  func addKernelSums(
    _ slab: Slab, into kernelSums: UnsafeMutablePointer<Float>, _ context: borrowing StepContext
  ) {
    guard let sums else { return }
    let vertical = geometry.vertical, horizontal = geometry.horizontal, input = maps.input
    let channels = geometry.channels, depth = geometry.depth
    let run = horizontal.size * channels
    // Whole images together where they are small, so that the sums are read and written seldom.
    let group = blockRows < vertical.output ? 1 : slab.images.count
    for image in stride(from: slab.images.lowerBound, to: slab.images.upperBound, by: group) {
      for first in stride(from: 0, to: vertical.output, by: blockRows) {
        let rows = min(blockRows, vertical.output - first)
        let isFirst = slab.isFirst && image == slab.images.lowerBound && first == 0
        var shape = ProductShape(
          planes: vertical.size, rows: run, columns: depth, groups: group, segments: rows,
          count: horizontal.output,
          aPlane: input.pitch, aRow: 1, aStep: horizontal.stride * channels,
          aSegment: vertical.stride * input.pitch, aGroup: input.imageStride,
          bStep: depth, bSegment: sums.pitch, bGroup: sums.imageStride, cPlane: run * depth,
          cRow: depth)
        var dy = UnsafePointer(context.pointer(sums, image, slab) + first * sums.pitch)
        if depth > ProductShape.strip { dy = layOutInStrips(dy, into: slab.room, &shape) }
        context.kernels.product(
          kernelSums,
          context.pointer(input, image, slab) + windowOffset
            + first * vertical.stride * input.pitch, dy, dy, isFirst ? .zero : .current, .none,
          shape)
      }
    }
  }

  /// The same gradients strip after strip, with a shape that finds them there.
  private func layOutInStrips(
    _ dy: UnsafePointer<Float>, into strips: UnsafeMutablePointer<Float>,
    _ shape: inout ProductShape
  ) -> UnsafePointer<Float> {
    var to = strips
    for first in stride(from: 0, to: shape.columns, by: ProductShape.strip) {
      let count = min(ProductShape.strip, shape.columns - first)
      for group in 0..<shape.groups {
        for segment in 0..<shape.segments {
          for pixel in 0..<shape.count {
            to.update(
              from: dy + group * shape.bGroup + segment * shape.bSegment + pixel * shape.bStep
                + first, count: count)
            to += ProductShape.strip
          }
        }
      }
    }
    shape.bStep = ProductShape.strip
    shape.bSegment = shape.count * shape.bStep
    shape.bGroup = shape.segments * shape.bSegment
    shape.bStrip = shape.groups * shape.bGroup
    return UnsafePointer(strips)
  }

  /// The gradient of these images' input.
  func passBack(_ slab: Slab, _ context: borrowing StepContext) {
    inputGradient?.run(slab, context)
  }

  /// Lays the kernels out in strips for `forward`, and turned around for `passBack`.
  func prepareKernels(_ kernel: UnsafePointer<Float>, _ context: borrowing StepContext) {
    geometry.layOut(kernel, into: context.base + kernels, order: .strips)
    inputGradient?.prepareKernels(kernel, context)
  }

  /// Pixels in one product of the kernels' gradient: so many that the sums are read and written seldom,
  /// so few that a strip of them stays in the first-level cache.
  private static let blockPixels = 128
  /// Pixels that a slab should have at least.
  static let slabPixels = 256

  /// Elements of the room beside the maps.
  static func scratchCount(_ geometry: ConvolutionGeometry) -> Int {
    let rows = min(
      geometry.vertical.output, max(1, blockPixels / geometry.horizontal.output))
    let images = rows < geometry.vertical.output ? 1 : geometry.filling
    return images * rows * geometry.horizontal.output * ProductShape.stripped(geometry.depth)
  }
}
