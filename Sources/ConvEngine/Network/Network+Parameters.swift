extension Network {
  /// A copy of every parameter, in the order of the layers.
  public var parameters: [NamedTensor] {
    layout.parameters.map { tensor($0.plan.name, $0.plan.shape, at: $0.offset) }
  }

  /// Replaces every parameter.
  /// - Throws: `NetworkError.parameter` naming the first that is missing, unknown or of another
  ///   shape; nothing is replaced then.
  public func setParameters(_ tensors: [NamedTensor]) throws(NetworkError) {
    var given: [String: NamedTensor] = [:]
    for tensor in tensors {
      guard given.updateValue(tensor, forKey: tensor.name) == nil else {
        throw .parameter(name: tensor.name, found: "given twice", accepted: "give each once")
      }
    }
    let known = Set(layout.parameters.map(\.plan.name))
    if let stranger = tensors.first(where: { !known.contains($0.name) }) {
      throw .parameter(
        name: stranger.name, found: "not a parameter of this model",
        accepted: layout.parameters.map(\.plan.name).joined(separator: ", "))
    }
    for parameter in layout.parameters {
      guard let tensor = given[parameter.plan.name] else {
        throw .parameter(
          name: parameter.plan.name, found: "missing",
          accepted: "a tensor of shape \(parameter.plan.shape)")
      }
      guard tensor.shape == parameter.plan.shape else {
        throw .parameter(
          name: tensor.name, found: "shape \(tensor.shape)",
          accepted: "shape \(parameter.plan.shape)")
      }
    }
    kernelsAreReady = false
    for parameter in layout.parameters {
      for (i, value) in (given[parameter.plan.name]?.values ?? []).enumerated() {
        context.base[parameter.offset + i] = value
      }
    }
  }

  /// The gradients of the last batch, named as the parameters.
  package var gradients: [NamedTensor] {
    layout.parameters.compactMap { parameter in
      parameter.gradient.map { tensor(parameter.plan.name, parameter.plan.shape, at: $0) }
    }
  }

  /// The gradient of the last batch's images, [count, H, W, C].
  package var inputGradient: [Float] {
    guard let map = layout.inputGradient else { return [] }
    return (0..<context.count).flatMap { image in
      (0..<map.shape.height).flatMap { row in
        (0..<map.rowCount).map { context.base[map.offset(image) + row * map.pitch + $0] }
      }
    }
  }

  private func tensor(_ name: String, _ shape: [Int], at offset: Int) -> NamedTensor {
    NamedTensor(
      name: name, shape: shape,
      values: Array(
        UnsafeBufferPointer(start: context.base + offset, count: shape.reduce(1, *))))
  }
}
