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
  /// Where the threads' rooms for what lives only within an operation begin, and from one to the next.
  private(set) var scratch = 0
  private(set) var scratchStride = 0
  let chunks: ImageChunks
  private(set) var input: FeatureMap
  private(set) var inputGradient: FeatureMap?
  private(set) var logits: FeatureMap
  private(set) var logitsGradient: FeatureMap?
  let isTrained: Bool
  let batch: Int
  /// Places by parameter name: of the values, and of the first image chunk's gradient sums.
  private var offsets: [String: Int] = [:]
  private var sumOffsets: [String: Int] = [:]

  /// - Parameters:
  ///   - optimizerSlots: tensors of optimiser state for each parameter; nil if the network only
  ///     evaluates.
  ///   - keepsInputGradient: whether the backward pass goes down to the images.
  ///   - threads: how many need scratch room.
  init(
    _ plan: NetworkPlan, batch: Int, optimizerSlots: Int?, keepsInputGradient: Bool, threads: Int
  ) {
    self.batch = batch
    isTrained = optimizerSlots != nil
    chunks = ImageChunks(batch: batch)
    let steps = plan.layers.enumerated().flatMap { index, layer in layer.lowered(index: index) }
    let shape = plan.spec.input
    input = FeatureMap(
      shape, border: steps.first?.inputBorder ?? Border(), batch: batch, in: &arena)
    logits = input
    if isTrained && keepsInputGradient {
      inputGradient = FeatureMap(shape, batch: batch, in: &arena)
    }
    placeParameters(plan.layers.flatMap(\.parameters), optimizerSlots: optimizerSlots ?? 0)
    placeSums(steps)
    placeSteps(steps)
    scratchStride = steps.reduce(0) { max($0, $1.scratchCount) }
    scratch = arena.reserve(scratchStride * threads)
  }

  /// Parameters, gradients and optimiser state, all laid out alike.
  private mutating func placeParameters(_ plans: [ParameterPlan], optimizerSlots slots: Int) {
    let first = arena.floats
    for plan in plans { offsets[plan.name] = arena.reserve(plan.count) }
    parameterRange = first..<arena.floats
    if isTrained { gradients = arena.reserve(parameterRange.count) }
    for _ in 0..<slots { optimizerSlots.append(arena.reserve(parameterRange.count)) }
    for plan in plans {
      parameters.append(
        Parameter(plan: plan, offset: offset(plan), gradient: isTrained ? gradient(plan) : nil))
    }
  }

  /// For each chunk of images a block of gradient sums of all convolutions.
  private mutating func placeSums(_ steps: [LoweredStep]) {
    guard isTrained else { return }
    var block = ArenaLayout()
    for case .conv(let conv) in steps {
      for plan in conv.parameters { sumOffsets[plan.name] = block.reserve(plan.count) }
    }
    chunkStride = block.floats
    let start = arena.reserve(chunkStride * chunks.limit)
    for (name, offset) in sumOffsets { sumOffsets[name] = start + offset }
    for case .conv(let conv) in steps {
      for plan in conv.parameters {
        reductions.append(
          Reduction(sums: sums(plan), gradient: gradient(plan), count: plan.count))
      }
    }
  }

  /// Feature maps and operations. A value carries the border that its consumer needs, a gradient the
  /// one that its producer needs.
  private mutating func placeSteps(_ steps: [LoweredStep]) {
    var maps = Cursor(value: input, gradient: inputGradient)
    var images: [ImageOperation] = [.load(LoadOperation(output: input))]
    for (index, step) in steps.enumerated() {
      if case .flatten = step, maps.gradientBorder == Border() {
        maps.flatten()
        continue
      }
      let pair = place(
        step, after: maps, border: index + 1 < steps.count ? steps[index + 1].inputBorder : Border()
      )
      if case .dense(let dense) = step {
        if !images.isEmpty { stages.append(.images(images)) }
        images = []
        stages.append(.dense(operation(dense, pair)))
      } else {
        images.append(operation(step, pair))
      }
      maps = Cursor(
        value: pair.output, gradient: pair.outputGradient,
        gradientBorder: pair.outputGradient == nil ? Border() : step.outputGradientBorder)
      // A gradient with a border cannot be flattened where it lies, so the step was a copy.
      if case .flatten = step { maps.flatten() }
    }
    if !images.isEmpty { stages.append(.images(images)) }
    logits = maps.value
    logitsGradient = maps.gradient
  }

  /// A step's maps; its output has a gradient if anything up to here is trained.
  private mutating func place(
    _ step: LoweredStep, after maps: Cursor, border: Border
  ) -> MapPair {
    let shape = step.output(of: maps.value.shape)
    let output = FeatureMap(shape, border: border, batch: batch, in: &arena)
    let wantsGradient = isTrained && (maps.gradient != nil || !step.parameters.isEmpty)
    return MapPair(
      input: maps.value, output: output, inputGradient: maps.gradient,
      outputGradient: wantsGradient
        ? FeatureMap(shape, border: step.outputGradientBorder, batch: batch, in: &arena) : nil)
  }

  private mutating func operation(_ step: LoweredStep, _ maps: MapPair) -> ImageOperation {
    switch step {
    case .conv(let conv): return .convolution(operation(conv, maps))
    case .pool(let isMax, let vertical, let horizontal):
      let cells = isMax ? arena.reserve(batch * maps.output.shape.count) : 0
      return .pool(
        PoolOperation(
          isMax ? .max(cells: cells) : .average, maps: maps, vertical: vertical,
          horizontal: horizontal))
    case .activation(let function):
      return .activation(ActivationOperation(maps: maps, function: function))
    case .dropout(let rate, let layer):
      return .dropout(DropoutOperation(maps: maps, rate: rate, layer: layer))
    case .flatten: return .activation(ActivationOperation(maps: maps, function: .linear))
    case .dense: preconditionFailure("a dense layer is no operation on single images")
    }
  }

  private mutating func operation(
    _ conv: LoweredStep.Convolution, _ maps: MapPair
  ) -> ConvolutionOperation {
    let kernel = conv.parameters[0], bias = conv.parameters.dropFirst().first
    let method: ConvolutionOperation.Method =
      if conv.geometry.usesTiles {
        .winograd(WinogradConvolution(conv.geometry, maps: maps, in: &arena))
      } else {
        .direct(
          DirectConvolution(
            conv.geometry, maps: maps,
            turned: maps.inputGradient == nil ? nil : arena.reserve(conv.geometry.turnedCount)))
      }
    return ConvolutionOperation(
      maps: maps, function: conv.function, kernel: offset(kernel), bias: bias.map(offset),
      method: method,
      gradient: isTrained
        ? ConvolutionGradient(
          kernelSums: sums(kernel), biasSums: bias.map(sums), chunkStride: chunkStride) : nil)
  }

  private mutating func operation(_ dense: LoweredStep.Dense, _ maps: MapPair) -> DenseOperation {
    let kernel = dense.parameters[0], bias = dense.parameters.dropFirst().first
    var gradient: DenseGradient?
    if let outputGradient = maps.outputGradient {
      let pitch = (batch + 15) / 16 * 16
      gradient = DenseGradient(
        kernel: self.gradient(kernel), bias: bias.map(self.gradient), output: outputGradient,
        input: maps.inputGradient, turnedOutput: arena.reserve(dense.units * pitch),
        turnedInput: maps.inputGradient.map { arena.reserve($0.shape.count * pitch) } ?? 0,
        batchPitch: pitch)
    }
    return DenseOperation(
      input: maps.input, output: maps.output, function: dense.function, kernel: offset(kernel),
      bias: bias.map(offset), gradient: gradient)
  }

  private func offset(_ plan: ParameterPlan) -> Int { offsets[plan.name, default: 0] }

  private func gradient(_ plan: ParameterPlan) -> Int {
    gradients + offset(plan) - parameterRange.lowerBound
  }

  private func sums(_ plan: ParameterPlan) -> Int { sumOffsets[plan.name, default: 0] }
}

/// How far the layout has come: the last step's output.
private struct Cursor {
  var value: FeatureMap
  var gradient: FeatureMap?
  var gradientBorder = Border()

  /// The same memory as vectors, which needs maps without a border.
  mutating func flatten() {
    value = FeatureMap(flattening: value)
    gradient = gradient.map(FeatureMap.init(flattening:))
    gradientBorder = Border()
  }
}
