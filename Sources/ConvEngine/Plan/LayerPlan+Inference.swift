extension LayerPlan {
  /// Infers what one layer makes of its input.
  init(_ spec: LayerSpec, at site: LayerSite) throws(NetworkError) {
    switch spec {
    case .conv(let conv): try self.init(conv, at: site)
    case .maxPool(let pool), .averagePool(let pool): try self.init(spec, pool, at: site)
    case .globalAveragePool:
      let shape = try site.image(for: spec)
      let windows = try site.windows(
        "window", Extent(shape.height, shape.width), Extent(1), .valid, over: shape)
      try self.init(spec, at: site, output: .vector(shape.channels), windows: windows)
    case .flatten: try self.init(spec, at: site, output: .vector(site.input.count))
    case .dense(let dense): try self.init(dense, at: site)
    case .dropout(let rate):
      guard rate >= 0, rate < 1 else {
        throw site.refuse("dropout rate \(rate)", "use at least 0 and less than 1")
      }
      try self.init(spec, at: site, output: site.input)
    case .activation: try self.init(spec, at: site, output: site.input)
    }
  }

  private init(_ conv: ConvSpec, at site: LayerSite) throws(NetworkError) {
    let input = try site.image(for: .conv(conv))
    try site.check(conv.depth, "depth")
    let windows = try site.windows(
      "kernel", conv.kernel, conv.stride, conv.padding, over: input)
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let multiplications =
      Double(vertical.output) * Double(horizontal.output) * Double(conv.depth)
      * Double(conv.kernel.height) * Double(conv.kernel.width) * Double(input.channels)
    let geometry = ConvolutionGeometry(
      channels: input.channels, depth: conv.depth, vertical: vertical, horizontal: horizontal,
      allowsTiles: site.kernels == .automatic)
    let borderedInput =
      Double(vertical.before + input.height + vertical.after)
      * Double(horizontal.before + input.width + horizontal.after) * Double(input.channels)
    try self.init(
      .conv(conv), at: site,
      output: .image(
        ImageShape(height: vertical.output, width: horizontal.output, channels: conv.depth)),
      windows: windows,
      parameters: site.parameters(
        [conv.kernel.height, conv.kernel.width, input.channels, conv.depth],
        bias: conv.bias, conv.initializer),
      flops: 2 * multiplications, extraCount: borderedInput,
      kernel: geometry.usesTiles
        ? "winograd 4×4"
        : "direct \(site.instructionSet.block(rows: horizontal.output, columns: conv.depth))")
  }

  private init(_ dense: DenseSpec, at site: LayerSite) throws(NetworkError) {
    guard case .vector(let inputs) = site.input else {
      throw site.refuse(
        "dense after a layer whose output is \(site.input)", "put flatten before it")
    }
    try site.check(dense.units, "units")
    try self.init(
      .dense(dense), at: site, output: .vector(dense.units),
      parameters: site.parameters([inputs, dense.units], bias: dense.bias, dense.initializer),
      flops: 2 * Double(inputs) * Double(dense.units),
      kernel: "product \(site.instructionSet.block(rows: 12, columns: dense.units))")
  }

  private init(_ spec: LayerSpec, _ pool: PoolSpec, at site: LayerSite) throws(NetworkError) {
    let input = try site.image(for: spec)
    let windows = try site.windows("window", pool.size, pool.stride, pool.padding, over: input)
    if case .amount(let amount) = pool.padding,
      amount.height >= pool.size.height || amount.width >= pool.size.width
    {
      throw site.refuse(
        "padding \(amount) of a \(pool.size) window", "use less than the window's size")
    }
    try self.init(
      spec, at: site,
      output: .image(
        ImageShape(
          height: windows.vertical.output, width: windows.horizontal.output,
          channels: input.channels)),
      windows: windows)
  }

  /// - Parameter extraCount: numbers held beside output and parameters.
  private init(
    _ spec: LayerSpec, at site: LayerSite, output: Shape, windows: LayerWindows? = nil,
    parameters: [ParameterPlan] = [], flops: Double = 0, extraCount: Double = 0,
    kernel: String = ""
  ) throws(NetworkError) {
    let weights = parameters.reduce(0.0) { $0 + $1.shape.reduce(1.0) { $0 * Double($1) } }
    let count = extraCount + output.size + weights
    guard count < Self.largestCount else {
      throw site.refuse("needs \(Int(min(count * 4 / 1e9, 9e18))) GB", "use at most 256 GB a layer")
    }
    self.init(
      name: site.name, spec: spec, input: site.input, output: output, windows: windows,
      allowsTiles: site.kernels == .automatic, parameters: parameters, flops: Int(min(flops, 9e18)),
      activationBytes: spec == .flatten ? 0 : output.count * 4, kernel: kernel)
  }

  /// No layer may hold this many numbers, 256 GB.
  static let largestCount = 0x1p36
}

extension Shape {
  /// The number of elements, however many.
  fileprivate var size: Double {
    switch self {
    case .image(let shape): Double(shape.height) * Double(shape.width) * Double(shape.channels)
    case .vector(let count): Double(count)
    }
  }
}
