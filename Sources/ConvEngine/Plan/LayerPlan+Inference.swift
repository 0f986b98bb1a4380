extension LayerPlan {
  /// Infers what one layer makes of its input.
  init(
    _ spec: LayerSpec, name: String, index: Int, input: Shape, instructionSet: InstructionSet
  ) throws(NetworkError) {
    func refuse(_ found: String, _ accepted: String) -> NetworkError {
      .layer(index: index, found: found, accepted: accepted)
    }
    func image() throws(NetworkError) -> ImageShape {
      guard case .image(let shape) = input else {
        throw refuse(
          "\(spec.kind) after a layer whose output is a vector of \(input.count)",
          "it needs height, width and channels: put it before flatten")
      }
      return shape
    }
    var parameters: [ParameterPlan] = []
    var flops = 0.0
    var kernel = ""
    var borderedInput = 0.0
    let output: Shape

    switch spec {
    case .conv(let conv):
      let input = try image()
      try Self.check(conv.depth, "depth", refuse)
      let (vertical, horizontal) = try Self.windows(
        "kernel", conv.kernel, conv.stride, conv.padding, over: input, refuse)
      let result = ImageShape(
        height: vertical.output, width: horizontal.output, channels: conv.depth)
      parameters.append(
        ParameterPlan(
          name: "\(name).kernel",
          shape: [conv.kernel.height, conv.kernel.width, input.channels, conv.depth],
          initializer: conv.initializer))
      if conv.bias {
        parameters.append(
          ParameterPlan(name: "\(name).bias", shape: [conv.depth], initializer: .zeros))
      }
      flops =
        2 * Double(result.height) * Double(result.width) * Double(conv.depth)
        * Double(conv.kernel.height) * Double(conv.kernel.width) * Double(input.channels)
      borderedInput =
        Double(vertical.before + input.height + vertical.after)
        * Double(horizontal.before + input.width + horizontal.after) * Double(input.channels)
      kernel = "direct \(instructionSet.block(rows: result.width, columns: conv.depth))"
      output = .image(result)

    case .maxPool(let pool), .averagePool(let pool):
      let input = try image()
      let (vertical, horizontal) = try Self.windows(
        "window", pool.size, pool.stride, pool.padding, over: input, refuse)
      if case .amount(let amount) = pool.padding,
        amount.height >= pool.size.height || amount.width >= pool.size.width
      {
        throw refuse(
          "padding \(amount) of a \(pool.size) window", "use less than the window's size")
      }
      output = .image(
        ImageShape(
          height: vertical.output, width: horizontal.output, channels: input.channels))

    case .globalAveragePool: output = .vector(try image().channels)
    case .flatten: output = .vector(input.count)

    case .dense(let dense):
      guard case .vector(let inputs) = input else {
        throw refuse("dense after a layer whose output is \(input)", "put flatten before it")
      }
      try Self.check(dense.units, "units", refuse)
      parameters.append(
        ParameterPlan(
          name: "\(name).kernel", shape: [inputs, dense.units], initializer: dense.initializer))
      if dense.bias {
        parameters.append(
          ParameterPlan(name: "\(name).bias", shape: [dense.units], initializer: .zeros))
      }
      flops = 2 * Double(inputs) * Double(dense.units)
      kernel = "product \(instructionSet.block(rows: 12, columns: dense.units))"
      output = .vector(dense.units)

    case .dropout(let rate):
      guard rate >= 0, rate < 1 else {
        throw refuse("dropout rate \(rate)", "use at least 0 and less than 1")
      }
      output = input

    case .activation: output = input
    }

    let elements: Double =
      switch output {
      case .image(let shape):
        Double(shape.height) * Double(shape.width) * Double(shape.channels)
      case .vector(let count): Double(count)
      }
    let weights = parameters.reduce(0.0) {
      $0 + $1.shape.reduce(1.0) { $0 * Double($1) }
    }
    let count = borderedInput + elements + weights
    guard count < Self.largestCount else {
      throw refuse("needs \(Int(min(count * 4 / 1e9, 9e18))) GB", "use at most 256 GB a layer")
    }
    self.init(
      name: name, spec: spec, input: input, output: output, parameters: parameters,
      flops: Int(min(flops, 9e18)), activationBytes: spec == .flatten ? 0 : output.count * 4,
      kernel: kernel)
  }

  private static func check(
    _ value: Int, _ name: String, _ refuse: (String, String) -> NetworkError
  ) throws(NetworkError) {
    guard (1...largestSize).contains(value) else {
      throw refuse("\(name) \(value)", "use 1 to \(largestSize)")
    }
  }

  private static func windows(
    _ noun: String, _ size: Extent, _ stride: Extent, _ padding: Padding, over input: ImageShape,
    _ refuse: (String, String) -> NetworkError
  ) throws(NetworkError) -> (WindowGeometry, WindowGeometry) {
    try check(min(size.height, size.width), noun, refuse)
    try check(max(size.height, size.width), noun, refuse)
    try check(min(stride.height, stride.width), "stride", refuse)
    try check(max(stride.height, stride.width), "stride", refuse)
    if case .amount(let amount) = padding {
      guard min(amount.height, amount.width) >= 0, max(amount.height, amount.width) <= largestSize
      else { throw refuse("padding \(amount)", "use 0 to \(largestSize)") }
    }
    guard
      let vertical = WindowGeometry(
        input: input.height, size: size.height, stride: stride.height, padding: padding.vertical),
      let horizontal = WindowGeometry(
        input: input.width, size: size.width, stride: stride.width, padding: padding.horizontal)
    else {
      throw refuse(
        "\(noun) \(size) exceeds its \(input.height)×\(input.width) input",
        "use at most \(input.height)×\(input.width) or padding \"same\"")
    }
    return (vertical, horizontal)
  }

  /// No size in a model may exceed this: beyond it nothing fits into memory anyway.
  static let largestSize = 1 << 24

  /// No layer may hold this many numbers, 256 GB.
  static let largestCount = 0x1p36
}
