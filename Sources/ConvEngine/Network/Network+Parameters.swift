extension Network {
  /// A copy of every parameter, in the order of the layers.
  public var parameters: [NamedTensor] {
    layout.parameters.map { tensor($0.plan.name, $0.plan, at: $0.offset) }
  }

  /// Replaces every parameter.
  /// - Throws: `NetworkError.parameter` naming the first that is missing, unknown or of another
  ///   shape; nothing is replaced then.
  public func setParameters(_ tensors: [NamedTensor]) throws(NetworkError) {
    try replace(layout.parameters.map { ($0.plan.name, $0.plan, $0.offset) }, tensors)
    kernelsAreReady = false
  }

  /// Fills known places with tensors, of which there must be one for each.
  private func replace(
    _ places: [(name: String, plan: ParameterPlan, offset: Int)], _ tensors: [NamedTensor]
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
          name: place.name, found: "missing", accepted: "a tensor of shape \(place.plan.shape)")
      }
      guard tensor.shape == place.plan.shape else {
        throw .parameter(
          name: tensor.name, found: "shape \(tensor.shape)", accepted: "shape \(place.plan.shape)")
      }
    }
    for place in places {
      store(given[place.name]?.values ?? [], place.plan, at: place.offset)
    }
  }

  /// Puts a parameter's values, or its optimiser's, into their place.
  func store(_ values: [Float], _ plan: ParameterPlan, at offset: Int) {
    values.withUnsafeBufferPointer { values in
      guard let from = values.baseAddress else { return }
      if let strips = plan.strips {
        strips.write(context.base + offset, from: from)
      } else {
        (context.base + offset).update(from: from, count: plan.count)
      }
    }
  }

  /// All that a further step depends on but the data: with it, another network of the same plan, seed and
  /// optimizer goes on as this one would, bit for bit.
  public var trainingState: TrainingState {
    TrainingState(
      step: step, parameters: parameters,
      optimizer: optimizerPlaces.map { tensor($0.name, $0.plan, at: $0.offset) })
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
  private var optimizerPlaces: [(name: String, plan: ParameterPlan, offset: Int)] {
    zip(optimizer?.slotNames ?? [], layout.optimizerSlots).flatMap { slot, start in
      layout.parameters.map {
        (
          "\($0.plan.name).\(slot)", $0.plan,
          start + $0.offset - layout.parameterRange.lowerBound
        )
      }
    }
  }

  /// The gradients of the last batch, named as the parameters.
  package var gradients: [NamedTensor] {
    layout.parameters.compactMap { parameter in
      parameter.gradient.map { tensor(parameter.plan.name, parameter.plan, at: $0) }
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

  private func tensor(_ name: String, _ plan: ParameterPlan, at offset: Int) -> NamedTensor {
    NamedTensor(
      name: name, shape: plan.shape,
      values: [Float](unsafeUninitializedCapacity: plan.count) { values, count in
        count = plan.count
        guard let to = values.baseAddress else { return }
        if let strips = plan.strips {
          strips.read(context.base + offset, into: to)
        } else {
          to.update(from: context.base + offset, count: plan.count)
        }
      })
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

  /// Puts a state together from what was kept of one.
  public init(step: Int, parameters: [NamedTensor], optimizer: [NamedTensor]) {
    self.step = step
    self.parameters = parameters
    self.optimizer = optimizer
  }
}
