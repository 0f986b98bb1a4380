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
    /// Where its gradient is found after a backward pass; nil in a network that only evaluates, and for
    /// dense kernels unless gradients are kept.
    let gradient: Int?
  }

  /// Neighbouring parameters whose gradient is completed, and which are then updated, together.
  struct Piece {
    let parameters: Int
    let gradient: Int
    let count: Int
    /// The first image chunk's sums, which make up the gradient; nil where it is complete.
    let sums: Int?
  }

  /// What a network is laid out for.
  struct Purpose {
    let batch: Int
    let threads: Int
    /// Tensors of optimiser state for each parameter; nil if the network only evaluates.
    let optimizerSlots: Int?
    /// Whether all gradients, those of the images too, can be read after a step.
    let keepsGradients: Bool

    var isTrained: Bool { optimizerSlots != nil }
    /// Whether threads share the work on a single image.
    var splitsImages: Bool { batch == 1 && threads > 1 }
  }

  let purpose: Purpose
  let chunks: ImageChunks
  private(set) var arena = ArenaLayout()
  private(set) var stages: [Stage] = []
  /// What each stage's operations are part of, in their order.
  private(set) var parts: [[StepPart]] = []
  /// For each layer, the one whose operation does its work too; nil for others.
  let hosts: [Int?]
  /// Every convolution of the stages.
  private(set) var convolutions: [ConvolutionOperation] = []
  private(set) var parameters: [Parameter] = []
  private(set) var pieces: [Piece] = []
  /// The arena's range of all parameters, and where the equally laid out ranges of the optimiser's state
  /// begin.
  private(set) var parameterRange = 0..<0
  private(set) var optimizerSlots: [Int] = []
  /// From one chunk's gradient sums to the next chunk's.
  private(set) var chunkStride = 0
  /// Where the threads' rooms begin, and from one to the next. A room begins with the scratch of the
  /// operation at work.
  private(set) var rooms = 0
  private(set) var roomStride = 0
  private(set) var input: FeatureMap
  private(set) var inputGradient: FeatureMap?
  private(set) var logits: FeatureMap
  private(set) var logitsGradient: FeatureMap?
  private var room = ArenaLayout()
  /// Places by parameter name: of the values, of the gradients, of the first image chunk's sums.
  private var offsets: [String: Int] = [:]
  private var gradients: [String: Int] = [:]
  private var sums: [String: Int] = [:]

  init(_ plan: NetworkPlan, for purpose: Purpose) {
    self.purpose = purpose
    let lowered = LoweredNetwork(plan)
    let steps = lowered.steps
    hosts = lowered.hosts
    let summed = steps.flatMap(\.parametersInSums)
    chunks = ImageChunks(
      batch: purpose.batch, filling: steps.reduce(1) { max($0, $1.filling) },
      sums: summed.reduce(0) { $0 + $1.count })
    _ = room.reserve(steps.reduce(0) { max($0, $1.scratchCount(batch: purpose.batch)) })
    let shape = plan.spec.input
    input = FeatureMap(
      shape, border: steps.first?.inputBorder ?? Border(), home: .batch, images: purpose.batch,
      in: &arena)
    logits = input
    if purpose.isTrained && purpose.keepsGradients {
      inputGradient = map(shape, border: Border(), .batch)
    }
    placeParameters(plan.layers.flatMap(\.parameters), summed: summed)
    placeSteps(steps, of: lowered.layers)
    roomStride = room.floats
    rooms = arena.reserve(roomStride * purpose.threads)
  }

  /// Parameters, gradients and optimiser state, and for each chunk of images a block of sums.
  private mutating func placeParameters(_ plans: [ParameterPlan], summed: [ParameterPlan]) {
    let first = arena.floats
    for plan in plans { offsets[plan.name] = arena.reserve(plan.storedCount) }
    parameterRange = first..<arena.floats
    for _ in 0..<(purpose.optimizerSlots ?? 0) {
      optimizerSlots.append(arena.reserve(parameterRange.count))
    }
    if purpose.isTrained {
      var block = ArenaLayout()
      for plan in summed { sums[plan.name] = block.reserve(plan.count) }
      chunkStride = block.floats
      let start = arena.reserve(chunkStride * chunks.limit)
      for plan in summed { sums[plan.name] = start + sums[plan.name, default: 0] }
      for plan in plans where purpose.keepsGradients || !plan.isDenseKernel {
        let gradient = arena.reserve(plan.storedCount)
        gradients[plan.name] = gradient
        if !plan.isDenseKernel { cut(plan, gradient) }
      }
    }
    for plan in plans {
      parameters.append(
        Parameter(plan: plan, offset: offset(plan), gradient: gradients[plan.name]))
    }
  }

  /// Cuts a parameter into pieces that threads share.
  private mutating func cut(_ plan: ParameterPlan, _ gradient: Int) {
    for first in stride(from: 0, to: plan.count, by: Self.pieceCount) {
      pieces.append(
        Piece(
          parameters: offset(plan) + first, gradient: gradient + first,
          count: min(Self.pieceCount, plan.count - first), sums: sums[plan.name].map { $0 + first })
      )
    }
  }

  private static let pieceCount = 4_096

  /// Feature maps and operations. A value carries the border that its consumer needs, a gradient the
  /// one that its producer needs.
  /// - Parameter layers: each step's layer.
  private mutating func placeSteps(_ steps: [LoweredStep], of layers: [Int]) {
    var maps = Cursor(value: input, gradient: inputGradient)
    var images: [ImageOperation] = [.load(LoadOperation(output: input))]
    var owners = [StepPart.input]
    for (index, step) in steps.enumerated() {
      if case .flatten = step, maps.gradientBorder == Border() {
        maps.flatten()
        continue
      }
      let pair = place(step, after: maps, before: steps[(index + 1)...])
      if case .dense(let dense) = step {
        append(images, owners)
        (images, owners) = ([], [])
        stages.append(.dense(operation(dense, pair)))
        parts.append([.layer(layers[index])])
      } else {
        images.append(operation(step, pair))
        owners.append(.layer(layers[index]))
      }
      maps = Cursor(
        value: pair.output, gradient: pair.outputGradient,
        gradientBorder: pair.outputGradient == nil ? Border() : step.outputGradientBorder)
      // A gradient with a border cannot be flattened where it lies, so the step was a copy.
      if case .flatten = step { maps.flatten() }
    }
    append(images, owners)
    logits = maps.value
    logitsGradient = maps.gradient
  }

  /// A stage of operations on images, if there are any.
  private mutating func append(_ operations: [ImageOperation], _ owners: [StepPart]) {
    guard !operations.isEmpty else { return }
    stages.append(.images(operations))
    parts.append(owners)
  }

  /// A step's maps; its output has a gradient if anything up to here is trained.
  private mutating func place(
    _ step: LoweredStep, after maps: Cursor, before rest: ArraySlice<LoweredStep>
  ) -> MapPair {
    let shape = step.output(of: maps.value.shape)
    let home = Self.home(of: step, before: rest, purpose)
    // Values of a training step are read again on the way back, gradients are not.
    let output = map(
      shape, border: rest.first?.inputBorder ?? Border(), purpose.isTrained ? .batch : home)
    let wantsGradient = purpose.isTrained && (maps.gradient != nil || !step.parameters.isEmpty)
    return MapPair(
      input: maps.value, output: output, inputGradient: maps.gradient,
      outputGradient: wantsGradient ? map(shape, border: step.outputGradientBorder, home) : nil)
  }

  /// Where a step's output can lie: with the thread if the next operation works on the same slab.
  private static func home(
    of step: LoweredStep, before rest: ArraySlice<LoweredStep>, _ purpose: Purpose
  ) -> FeatureMap.Home {
    if case .dense = step { return .batch }
    if purpose.splitsImages { return .batch }
    for next in rest {
      switch next {
      case .flatten: continue
      case .dense: return .batch
      case .conv, .pool, .activation, .dropout: return .thread
      }
    }
    return .batch
  }

  private mutating func map(
    _ shape: ImageShape, border: Border, _ home: FeatureMap.Home
  ) -> FeatureMap {
    switch home {
    case .batch:
      FeatureMap(shape, border: border, home: home, images: purpose.batch, in: &arena)
    case .thread:
      FeatureMap(shape, border: border, home: home, images: chunks.slab, in: &room)
    }
  }

  private mutating func operation(_ step: LoweredStep, _ maps: MapPair) -> ImageOperation {
    switch step {
    case .conv(let conv):
      let operation = operation(conv, maps)
      convolutions.append(operation)
      return .convolution(operation)
    case .pool(let isMax, let vertical, let horizontal):
      let cells = isMax ? arena.reserve(purpose.batch * maps.output.shape.count) : 0
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
    let geometry = conv.geometry
    // What the sums' gradient needs a place of its own for is that the output's is smaller.
    let sumsGradient =
      conv.pools && purpose.isTrained
      ? map(geometry.output, border: geometry.outputGradientBorder, .thread) : maps.outputGradient
    let method: ConvolutionOperation.Method =
      if geometry.usesTiles {
        .winograd(
          WinogradConvolution(geometry, maps: maps, sums: sumsGradient, in: &arena, room: &room))
      } else {
        .direct(
          DirectConvolution(
            geometry, maps: maps, sums: sumsGradient, pools: conv.pools, in: &arena, room: &room))
      }
    return ConvolutionOperation(
      maps: maps,
      epilogue: ConvolutionEpilogue(
        function: conv.function, pooling: conv.pools ? pooling(conv, maps.output.shape) : nil),
      kernel: offset(kernel), bias: bias.map(offset), method: method,
      gradient: sumsGradient.map {
        ConvolutionGradient(
          kernelSums: sums[kernel.name, default: 0], biasSums: bias.flatMap { sums[$0.name] },
          chunkStride: chunkStride, sums: $0)
      },
      parts: purpose.splitsImages ? geometry.parts(for: purpose.threads) : 1)
  }

  private mutating func pooling(
    _ conv: LoweredStep.Convolution, _ output: ImageShape
  ) -> ConvolutionEpilogue.Pooling {
    let bytes = output.height * output.width * PairShape.cellBytes(channels: output.channels)
    return ConvolutionEpilogue.Pooling(
      cells: purpose.isTrained ? arena.reserve(purpose.batch * bytes / 4) : nil,
      cellBytes: bytes, dropout: conv.dropout)
  }

  private mutating func operation(_ dense: LoweredStep.Dense, _ maps: MapPair) -> DenseOperation {
    let kernel = dense.parameters[0], bias = dense.parameters.dropFirst().first
    var gradient: DenseGradient?
    if let outputGradient = maps.outputGradient {
      // Filled up to whole strips of weights, whose sums then need no end of their own.
      let weights = StripLayout(rows: maps.input.shape.count, columns: dense.units)
      let byImage = StripLayout(rows: purpose.batch, columns: dense.units)
      let byUnit = StripLayout(rows: weights.strips * weights.width, columns: purpose.batch)
      let batch = (purpose.batch + 15) / 16 * 16
      gradient = DenseGradient(
        kernel: gradients[kernel.name], bias: bias.flatMap { gradients[$0.name] },
        output: outputGradient, input: maps.inputGradient, byImage: byImage, byUnit: byUnit,
        outputStrips: arena.reserve(byImage.count),
        turnedStrips: maps.inputGradient.map { _ in arena.reserve(byUnit.count) } ?? 0,
        turnedInput: maps.inputGradient.map { arena.reserve($0.shape.count * batch) } ?? 0,
        batch: batch)
    }
    return DenseOperation(
      input: maps.input, output: maps.output, function: dense.function, kernel: offset(kernel),
      bias: bias.map(offset), gradient: gradient,
      stripsInChunk: DenseOperation.stripsInChunk(
        of: StripLayout(rows: maps.input.shape.count, columns: dense.units), images: purpose.batch,
        threads: purpose.threads))
  }

  private func offset(_ plan: ParameterPlan) -> Int { offsets[plan.name, default: 0] }
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
