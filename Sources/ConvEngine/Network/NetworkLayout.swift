import KernelTypes

/// A network laid out in memory: which operations run in which order, and where every tensor lies.
struct NetworkLayout {
  /// A part of the passes that runs as one phase.
  enum Stage {
    case images([ImageOperation])
    case dense(DenseOperation)
  }

  /// A parameter and its place in the arena.
  struct Parameter {
    let plan: ParameterPlan
    let offset: Int
    /// Nil in a network that only evaluates.
    let gradient: Int?
  }

  /// Gradient sums of the image chunks that become one gradient.
  struct Reduction {
    let sums: Int
    let gradient: Int
    let count: Int
  }

  private(set) var arena = ArenaLayout()
  private(set) var stages: [Stage] = []
  private(set) var parameters: [Parameter] = []
  private(set) var reductions: [Reduction] = []
  /// The arena's range of all parameters, and where the equally laid out ranges of gradients and of
  /// the optimiser's state begin.
  private(set) var parameterRange = 0..<0
  private(set) var gradients = 0
  private(set) var optimizerSlots: [Int] = []
  /// From one chunk's gradient sums to the next chunk's.
  private(set) var chunkStride = 0
  let chunks: ImageChunks
  let input: FeatureMap
  let inputGradient: FeatureMap?
  let logits: FeatureMap
  let logitsGradient: FeatureMap?

  /// - Parameters:
  ///   - optimizerSlots: tensors of optimiser state for each parameter; nil if the network only
  ///     evaluates.
  ///   - keepsInputGradient: whether the backward pass goes down to the images.
  init(_ plan: NetworkPlan, batch: Int, optimizerSlots slots: Int?, keepsInputGradient: Bool) {
    let isTrained = slots != nil
    chunks = ImageChunks(batch: batch)
    let steps = plan.layers.enumerated().flatMap { index, layer in layer.lowered(index: index) }

    // Parameters, gradients and optimiser state lie alike.
    let first = arena.floats
    var offsets: [String: Int] = [:]
    for parameter in plan.layers.flatMap(\.parameters) {
      offsets[parameter.name] = arena.reserve(parameter.count)
    }
    parameterRange = first..<arena.floats
    if let slots {
      gradients = arena.reserve(parameterRange.count)
      for _ in 0..<slots { optimizerSlots.append(arena.reserve(parameterRange.count)) }
    }
    let gradientShift = gradients - first
    for parameter in plan.layers.flatMap(\.parameters) {
      let offset = offsets[parameter.name, default: 0]
      parameters.append(
        Parameter(
          plan: parameter, offset: offset, gradient: isTrained ? offset + gradientShift : nil))
    }

    // Each chunk of images sums the gradients of all convolutions in a block of its own.
    var sums = ArenaLayout()
    var sumOffsets: [String: Int] = [:]
    for case .conv(let conv) in steps {
      for parameter in conv.parameters {
        sumOffsets[parameter.name] = sums.reserve(parameter.count)
      }
    }
    chunkStride = sums.floats
    let sumsStart = isTrained ? arena.reserve(chunkStride * chunks.limit) : 0
    for case .conv(let conv) in steps where isTrained {
      for parameter in conv.parameters {
        reductions.append(
          Reduction(
            sums: sumsStart + sumOffsets[parameter.name, default: 0],
            gradient: offsets[parameter.name, default: 0] + gradientShift, count: parameter.count))
      }
    }

    // Feature maps: a value carries the border its consumer needs, a gradient that of its producer.
    var shape = plan.spec.input
    var wantsGradient = isTrained && keepsInputGradient
    var value = FeatureMap(
      shape, border: steps.first?.inputBorder ?? Border(), batch: batch, in: &arena)
    var valueGradient = wantsGradient ? FeatureMap(shape, batch: batch, in: &arena) : nil
    var gradientBorder = Border()
    input = value
    inputGradient = valueGradient
    var images: [ImageOperation] = [.load(LoadOperation(output: value))]

    for (index, step) in steps.enumerated() {
      let nextBorder = index + 1 < steps.count ? steps[index + 1].inputBorder : Border()
      if case .flatten = step, gradientBorder == Border() {
        value = value.flattened
        valueGradient = valueGradient?.flattened
        shape = value.shape
        continue
      }
      let result = step.output(of: shape)
      wantsGradient = wantsGradient || (isTrained && !step.parameters.isEmpty)
      let newBorder = step.outputGradientBorder
      let output = FeatureMap(result, border: nextBorder, batch: batch, in: &arena)
      let outputGradient =
        wantsGradient ? FeatureMap(result, border: newBorder, batch: batch, in: &arena) : nil
      let maps = MapPair(
        input: value, output: output, inputGradient: valueGradient, outputGradient: outputGradient)

      switch step {
      case .conv(let conv):
        var gradient: ConvolutionGradient?
        if let outputGradient {
          gradient = ConvolutionGradient(
            conv.geometry, maps: maps, outputGradient: outputGradient,
            turned: valueGradient == nil ? nil : arena.reserve(conv.geometry.turnedCount),
            kernelSums: sumsStart + sumOffsets[conv.parameters[0].name, default: 0],
            biasSums: conv.parameters.count > 1
              ? sumsStart + sumOffsets[conv.parameters[1].name, default: 0] : nil,
            chunkStride: chunkStride)
        }
        images.append(
          .convolution(
            ConvolutionOperation(
              maps: maps, function: conv.function,
              kernel: offsets[conv.parameters[0].name, default: 0],
              bias: conv.parameters.count > 1 ? offsets[conv.parameters[1].name] : nil,
              vertical: conv.geometry.vertical, horizontal: conv.geometry.horizontal,
              gradient: gradient)))

      case .dense(let dense):
        if !images.isEmpty { stages.append(.images(images)) }
        images = []
        let pitch = (batch + 15) / 16 * 16
        var gradient: DenseGradient?
        if let outputGradient {
          gradient = DenseGradient(
            kernel: offsets[dense.parameters[0].name, default: 0] + gradientShift,
            bias: dense.parameters.count > 1
              ? offsets[dense.parameters[1].name, default: 0] + gradientShift : nil,
            output: outputGradient, input: valueGradient,
            turnedOutput: arena.reserve(result.count * pitch),
            turnedInput: valueGradient == nil ? 0 : arena.reserve(shape.count * pitch),
            batchPitch: pitch)
        }
        stages.append(
          .dense(
            DenseOperation(
              input: value, output: output, function: dense.function,
              kernel: offsets[dense.parameters[0].name, default: 0],
              bias: dense.parameters.count > 1 ? offsets[dense.parameters[1].name] : nil,
              gradient: gradient)))

      case .pool(let isMax, let vertical, let horizontal):
        images.append(
          .pool(
            PoolOperation(
              isMax ? .max(cells: arena.reserve(batch * result.count)) : .average, maps: maps,
              vertical: vertical, horizontal: horizontal)))

      case .activation(let function):
        images.append(.activation(ActivationOperation(maps: maps, function: function)))
      case .dropout(let rate, let layer):
        images.append(.dropout(DropoutOperation(maps: maps, rate: rate, layer: layer)))

      case .flatten:
        // The gradient has a border here, so flattening copies.
        images.append(.activation(ActivationOperation(maps: maps, function: .linear)))
      }
      value = output
      valueGradient = outputGradient
      gradientBorder = outputGradient == nil ? Border() : newBorder
      shape = result
      if case .flatten = step {
        value = output.flattened
        valueGradient = outputGradient?.flattened
        shape = value.shape
      }
    }
    if !images.isEmpty { stages.append(.images(images)) }
    logits = value
    logitsGradient = valueGradient
  }
}

extension FeatureMap {
  /// The same memory as a vector for each image; only for a map without border.
  var flattened: FeatureMap { FeatureMap(flattening: self) }
}
