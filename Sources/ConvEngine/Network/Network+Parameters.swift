extension Network {
  /// A copy of every parameter, in the order of the layers.
  public var parameters: [NamedTensor] {
    layout.parameters.map { tensor($0.plan.name, $0.plan.shape, at: $0.offset) }
  }

  /// Replaces every parameter.
  /// - Throws: `NetworkError.parameter` naming the first that is missing, unknown or of another
  ///   shape; nothing is replaced then.
  public func setParameters(_ tensors: [NamedTensor]) throws(NetworkError) {
    try replace(layout.parameters.map { ($0.plan.name, $0.plan.shape, $0.offset) }, tensors)
    kernelsAreReady = false
  }

  /// Fills known places with tensors, of which there must be one for each.
  private func replace(
    _ places: [(name: String, shape: [Int], offset: Int)], _ tensors: [NamedTensor]
  ) throws(NetworkError) {
    var given: [String: NamedTensor] = [:]
    for tensor in tensors {
      guard given.updateValue(tensor, forKey: tensor.name) == nil else {
        throw .parameter(name: tensor.name, found: "given twice", accepted: "give each once")
      }
    }
    let known = Set(places.map(\.name))
    if let stranger = tensors.first(where: { !known.contains($0.name) }) {
      throw .parameter(
        name: stranger.name, found: "not a parameter of this model",
        accepted: places.map(\.name).joined(separator: ", "))
    }
    for place in places {
      guard let tensor = given[place.name] else {
        throw .parameter(
          name: place.name, found: "missing", accepted: "a tensor of shape \(place.shape)")
      }
      guard tensor.shape == place.shape else {
        throw .parameter(
          name: tensor.name, found: "shape \(tensor.shape)", accepted: "shape \(place.shape)")
      }
    }
    for place in places {
      for (i, value) in (given[place.name]?.values ?? []).enumerated() {
        context.base[place.offset + i] = value
      }
    }
  }

  /// All that a further step depends on but the data: with it, another network of the same plan, seed and
  /// optimizer goes on as this one would, bit for bit.
  public var trainingState: TrainingState {
    TrainingState(
      step: step, parameters: parameters,
      optimizer: optimizerPlaces.map { tensor($0.name, $0.shape, at: $0.offset) })
  }

  /// Goes back, or on, to a state of the same plan and optimizer.
  /// - Throws: `NetworkError.parameter` naming the first tensor that is missing, unknown or of another
  ///   shape.
  public func restore(_ state: TrainingState) throws(NetworkError) {
    try setParameters(state.parameters)
    try replace(optimizerPlaces, state.optimizer)
    step = state.step
  }

  /// Where the optimiser's tensors lie, named after their parameters.
  private var optimizerPlaces: [(name: String, shape: [Int], offset: Int)] {
    zip(optimizer?.slotNames ?? [], layout.optimizerSlots).flatMap { slot, start in
      layout.parameters.map {
        (
          "\($0.plan.name).\(slot)", $0.plan.shape,
          start + $0.offset - layout.parameterRange.lowerBound
        )
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

/// A network in the midst of its training.
public struct TrainingState: Hashable, Sendable {
  /// Optimiser steps taken, on which dropout and the optimiser depend.
  public let step: Int
  /// As `Network.parameters`.
  public let parameters: [NamedTensor]
  /// The optimiser's tensors, each named after its parameter and its role: `conv_1.kernel.velocity`.
  public let optimizer: [NamedTensor]

  public init(step: Int, parameters: [NamedTensor], optimizer: [NamedTensor]) {
    self.step = step
    self.parameters = parameters
    self.optimizer = optimizer
  }
}
