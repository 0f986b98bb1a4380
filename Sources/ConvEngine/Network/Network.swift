import CMachine
import KernelTypes

/// A network in memory: its weights, and the training and evaluation steps over them.
///
/// The same plan, seed, batch size and data give the same bits with any number of threads. All
/// memory is taken when the network is made; a step allocates nothing. Not for use from two threads
/// at once.
public final class Network {
  /// Shapes, parameters and costs.
  public let plan: NetworkPlan
  /// The largest number of images in one step.
  public let maximumBatch: Int
  /// How this network runs.
  public let execution: ExecutionOptions
  /// Optimiser steps taken.
  public internal(set) var step = 0
  /// The optimiser's learning rate; 0 in a network that only evaluates.
  public var learningRate: Double
  /// Whether training steps add what their parts take to `profile`. That changes no bit and costs two
  /// readings of the clock for each operation on a slab.
  public var isProfiling = false

  let optimizer: OptimizerSpec?
  let loss: CrossEntropy
  let layout: NetworkLayout
  let kernels: KernelTable
  let counters: StepCounters
  var profiledImages = 0
  private let arena: Arena
  private(set) var context: StepContext
  private var pool: WorkerPool?
  /// Whether the forms of the kernels that the passes read are those of the present weights.
  var kernelsAreReady = false
  /// Conditions of the optimiser step now under way.
  private var update = OptimizerUpdate.none

  /// Makes the network and draws its weights.
  /// - Parameters:
  ///   - maximumBatch: images in a step, at least 1.
  ///   - seed: decides the weights and, with the step, what dropout drops.
  ///   - optimizer: nil for a network that only evaluates and keeps no gradients.
  ///   - labelSmoothing: the share of the target spread over all classes, in 0..<1.
  /// - Throws: `NetworkError` if this machine lacks the memory or the instruction set.
  public convenience init(
    _ plan: NetworkPlan, maximumBatch: Int, seed: UInt64, optimizer: OptimizerSpec? = nil,
    labelSmoothing: Double = 0, execution: ExecutionOptions = ExecutionOptions()
  ) throws(NetworkError) {
    try self.init(
      plan, maximumBatch: maximumBatch, seed: seed, optimizer: optimizer,
      labelSmoothing: labelSmoothing, execution: execution, keepsGradients: false)
  }

  /// - Parameter keepsGradients: whether all gradients, those of the images too, can be read after a step.
  package init(
    _ plan: NetworkPlan, maximumBatch: Int, seed: UInt64, optimizer: OptimizerSpec?,
    labelSmoothing: Double, execution: ExecutionOptions, keepsGradients: Bool
  ) throws(NetworkError) {
    precondition(maximumBatch >= 1, "a batch of \(maximumBatch)")
    guard maximumBatch <= Self.largestBatch else {
      throw .model(
        found: "a batch of \(maximumBatch)", accepted: "use at most \(Self.largestBatch)")
    }
    guard InstructionSet.available.contains(execution.instructionSet) else {
      throw .instructionSet(execution.instructionSet)
    }
    self.plan = plan
    self.maximumBatch = maximumBatch
    self.execution = execution
    self.optimizer = optimizer
    learningRate = optimizer?.learningRate ?? 0
    loss = CrossEntropy(classes: plan.classes, labelSmoothing: labelSmoothing)
    layout = NetworkLayout(
      plan,
      for: NetworkLayout.Purpose(
        batch: maximumBatch, threads: execution.threads, optimizerSlots: optimizer?.slotNames.count,
        keepsGradients: keepsGradients))
    kernels = execution.instructionSet.kernels
    counters = StepCounters(layers: plan.layers.count, workers: execution.threads)
    arena = try Arena(floats: layout.arena.floats)
    context = StepContext(base: arena.base, kernels: kernels, seed: seed)
    for (index, parameter) in layout.parameters.enumerated() {
      var stream = RandomStream(seed: seed, .initialization, UInt64(index))
      var values = [Float](repeating: 0, count: parameter.plan.count)
      values.withUnsafeMutableBufferPointer {
        parameter.plan.initializer.fill($0, shape: parameter.plan.shape, from: &stream)
      }
      store(values, parameter.plan, at: parameter.offset)
    }
    pool = WorkerPool(threads: execution.threads) {
      [unowned(unsafe) self] phase, chunk, worker in
      perform(phase, chunk, worker)
    }
  }

  deinit { pool = nil }

  /// Runs `body` with the batch in place and denormals flushed on this thread too.
  func withBatch<Result>(
    pixels: UnsafePointer<UInt8>?, indices: UnsafePointer<Int>?, count: Int, isTraining: Bool,
    _ body: () -> Result
  ) -> Result {
    precondition((1...maximumBatch).contains(count), "a batch of \(count), not 1...\(maximumBatch)")
    context.pixels = pixels
    context.indices = indices
    context.count = count
    context.isTraining = isTraining
    context.step = step
    context.isProfiled = isTraining && isProfiling
    if context.isProfiled { profiledImages += count }
    let mode = machine_flush_denormals()
    defer {
      machine_restore_float_mode(mode)
      context.pixels = nil
      context.indices = nil
    }
    return body()
  }

  /// The logits of the batch in place.
  func runForward() {
    if !kernelsAreReady {
      run(.prepareKernels, chunks: layout.convolutions.count)
      kernelsAreReady = true
    }
    for stage in layout.stages.indices {
      switch layout.stages[stage] {
      case .images(let operations) where layout.purpose.splitsImages:
        for operation in operations.indices {
          run(
            .forwardPart(stage: stage, operation: operation), chunks: operations[operation].parts)
        }
      case .images: run(.forward(stage: stage), chunks: layout.chunks.count(context.count))
      case .dense(let dense): run(.forward(stage: stage), chunks: dense.columnChunks)
      }
    }
  }

  /// All gradients, from that of the logits.
  /// - Parameter updates: whether the weights take an optimiser step along them.
  func runBackward(updates: Bool) {
    if updates {
      step += 1
      kernelsAreReady = false
      update = OptimizerUpdate(optimizer, learningRate: learningRate, step: step)
    }
    defer { update = .none }
    for stage in layout.stages.indices.reversed() {
      switch layout.stages[stage] {
      case .images: run(.backward(stage: stage), chunks: layout.chunks.count(context.count))
      case .dense(let dense):
        run(.denseSums(stage: stage), chunks: dense.columnChunks)
        run(.backward(stage: stage), chunks: dense.rowChunks)
      }
    }
    run(.finish, chunks: layout.pieces.count)
  }

  private func run(_ phase: Phase, chunks: Int) { pool?.run(phase, chunks: chunks) }

  /// The sizes of a larger batch could not be counted.
  private static let largestBatch = 1 << 20

  /// One chunk of a phase, on any thread.
  private func perform(_ phase: Phase, _ chunk: Int, _ worker: Int) {
    let room = context.base + layout.rooms + worker * layout.roomStride
    switch phase {
    case .idle: break
    case .forward(let stage):
      switch layout.stages[stage] {
      case .images(let operations):
        let parts = layout.parts[stage]
        layout.chunks.forEachSlab(of: chunk, in: context.count, room: room) { slab in
          for index in operations.indices {
            timed(parts[index], .forward, worker) { operations[index].forward(slab, context) }
          }
        }
      case .dense(let dense):
        timed(layout.parts[stage][0], .forward, worker) {
          dense.forward(chunk, context)
        }
      }
    case .forwardPart(let stage, let operation):
      guard case .images(let operations) = layout.stages[stage] else { return }
      layout.chunks.forEachSlab(of: 0, in: context.count, room: room) { slab in
        timed(layout.parts[stage][operation], .forward, worker) {
          operations[operation].forward(part: chunk, slab, context)
        }
      }
    case .prepareKernels:
      timed(.kernels, .forward, worker) { layout.convolutions[chunk].prepareKernels(context) }
    case .denseSums(let stage):
      guard case .dense(let dense) = layout.stages[stage] else { return }
      timed(layout.parts[stage][0], .backward, worker) { dense.backwardSums(chunk, context) }
    case .backward(let stage):
      switch layout.stages[stage] {
      case .images(let operations):
        let parts = layout.parts[stage]
        layout.chunks.forEachSlab(of: chunk, in: context.count, room: room) { slab in
          for index in operations.indices.reversed() {
            timed(parts[index], .backward, worker) { operations[index].backward(slab, context) }
          }
        }
      case .dense(let dense):
        timed(layout.parts[stage][0], .backward, worker) { backward(dense, chunk, room) }
      }
    case .finish:
      timed(.optimizer, .backward, worker) { finish(layout.pieces[chunk]) }
    }
  }

  /// One chunk of a dense layer's weights: their gradient, and their step while both are in the cache.
  private func backward(
    _ dense: DenseOperation, _ chunk: Int, _ room: UnsafeMutablePointer<Float>
  ) {
    dense.backward(chunk, room: room, context) { weights, gradient, count in
      update(weights, along: gradient, count: count)
    }
  }

  private func finish(_ piece: NetworkLayout.Piece) {
    let gradient = context.base + piece.gradient
    if let sums = piece.sums {
      gradient.update(from: context.base + sums, count: piece.count)
      for chunk in 1..<max(1, layout.chunks.count(context.count)) {
        kernels.add(gradient, context.base + sums + chunk * layout.chunkStride, piece.count)
      }
    }
    update(piece.parameters, along: gradient, count: piece.count)
  }

  /// - Parameter offset: where the weights lie in the arena.
  private func update(
    _ offset: Int, along gradients: UnsafePointer<Float>, count: Int
  ) {
    guard let first = layout.optimizerSlots.first, let last = layout.optimizerSlots.last else {
      return
    }
    let place = offset - layout.parameterRange.lowerBound
    update.apply(
      to: context.base + offset,
      OptimizerState(first: context.base + first + place, second: context.base + last + place),
      gradients, count: count, kernels)
  }
}
