/// Where a layer stands in its model: what its plan needs to know beside its own description.
struct LayerSite {
  /// The layer's position, from 0.
  let index: Int
  let name: String
  let input: Shape
  let instructionSet: InstructionSet
  let kernels: KernelChoice

  func refuse(_ found: String, _ accepted: String) -> NetworkError {
    .layer(index: index, found: found, accepted: accepted)
  }

  /// The input of a layer that needs positions.
  func image(for spec: LayerSpec) throws(NetworkError) -> ImageShape {
    guard case .image(let shape) = input else {
      throw refuse(
        "\(spec.kind) after a layer whose output is a vector of \(input.count)",
        "it needs height, width and channels: put it before flatten")
    }
    return shape
  }

  /// Refuses a size below 1 or absurdly large.
  func check(_ value: Int, _ name: String) throws(NetworkError) {
    guard (1...Self.largestSize).contains(value) else {
      throw refuse("\(name) \(value)", "use 1 to \(Self.largestSize)")
    }
  }

  /// The kernel's tensor and, if wanted, the bias's, which begins at zero.
  func parameters(_ shape: [Int], bias: Bool, _ initializer: Initializer) -> [ParameterPlan] {
    let kernel = ParameterPlan(name: "\(name).kernel", shape: shape, initializer: initializer)
    guard bias else { return [kernel] }
    return [
      kernel,
      ParameterPlan(name: "\(name).bias", shape: [shape[shape.count - 1]], initializer: .zeros),
    ]
  }

  /// How a window slides over an image.
  /// - Parameter noun: what to call the window in an error.
  func windows(
    _ noun: String, _ size: Extent, _ stride: Extent, _ padding: Padding, over input: ImageShape
  ) throws(NetworkError) -> LayerWindows {
    for extent in [size.height, size.width] { try check(extent, noun) }
    for extent in [stride.height, stride.width] { try check(extent, "stride") }
    if case .amount(let amount) = padding {
      guard min(amount.height, amount.width) >= 0,
        max(amount.height, amount.width) <= Self.largestSize
      else { throw refuse("padding \(amount)", "use 0 to \(Self.largestSize)") }
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
    return LayerWindows(vertical: vertical, horizontal: horizontal)
  }

  /// No size in a model may exceed this: beyond it nothing fits into memory anyway.
  static let largestSize = 1 << 24
}

/// How a layer's window slides along both axes of its input.
struct LayerWindows: Hashable, Sendable {
  let vertical: WindowGeometry
  let horizontal: WindowGeometry
}
