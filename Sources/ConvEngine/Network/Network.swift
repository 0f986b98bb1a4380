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

  let optimizer: OptimizerSpec?
  let loss: CrossEntropy
  let layout: NetworkLayout
  let kernels: KernelTable
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
      labelSmoothing: labelSmoothing, execution: execution, keepsInputGradient: false)
  }

  /// - Parameter keepsInputGradient: whether training steps also find the gradient of the images.
  package init(
    _ plan: NetworkPlan, maximumBatch: Int, seed: UInt64, optimizer: OptimizerSpec?,
    labelSmoothing: Double, execution: ExecutionOptions, keepsInputGradient: Bool
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
      plan, batch: maximumBatch, optimizerSlots: optimizer?.slots,
      keepsInputGradient: keepsInputGradient, threads: execution.threads)
    kernels = execution.instructionSet.kernels
    arena = try Arena(floats: layout.arena.floats)
    context = StepContext(base: arena.base, kernels: kernels, seed: seed)
    for (index, parameter) in layout.parameters.enumerated() {
      var stream = RandomStream(seed: seed, .initialization, UInt64(index))
      parameter.plan.initializer.fill(
        UnsafeMutableBufferPointer(
          start: arena.base + parameter.offset, count: parameter.plan.count),
        shape: parameter.plan.shape, from: &stream)
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
      run(.prepareKernels, chunks: layout.stages.count)
      kernelsAreReady = true
    }
    for stage in layout.stages.indices {
      run(.forward(stage: stage), chunks: forwardChunks(layout.stages[stage]))
    }
  }

  /// All gradients, from that of the logits.
  func runBackward() {
    for stage in layout.stages.indices.reversed() {
      switch layout.stages[stage] {
      case .images: run(.backward(stage: stage), chunks: layout.chunks.count(context.count))
      case .dense(let dense):
        run(.denseSums(stage: stage), chunks: dense.columnChunks)
        run(.backward(stage: stage), chunks: dense.rowChunks)
      }
    }
    run(.reduce, chunks: layout.reductions.count)
  }

  /// One optimiser step along the gradients.
  func runUpdate() {
    step += 1
    kernelsAreReady = false
    update = OptimizerUpdate(optimizer, learningRate: learningRate, step: step)
    run(.update, chunks: (layout.parameterRange.count + Self.updateCount - 1) / Self.updateCount)
  }

  private func run(_ phase: Phase, chunks: Int) { pool?.run(phase, chunks: chunks) }

  private func forwardChunks(_ stage: NetworkLayout.Stage) -> Int {
    switch stage {
    case .images: layout.chunks.count(context.count)
    case .dense(let dense): dense.columnChunks
    }
  }

  /// The sizes of a larger batch could not be counted.
  private static let largestBatch = 1 << 20

  /// Parameters updated in one chunk.
  private static let updateCount = 16_384

  /// One chunk of a phase, on any thread.
  private func perform(_ phase: Phase, _ chunk: Int, _ worker: Int) {
    let scratch = context.base + layout.scratch + worker * layout.scratchStride
    switch phase {
    case .idle: break
    case .forward(let stage):
      switch layout.stages[stage] {
      case .images(let operations):
        let images = layout.chunks.images(chunk, of: context.count)
        for operation in operations { operation.forward(images, scratch: scratch, context) }
      case .dense(let dense): dense.forward(chunk, context)
      }
    case .prepareKernels:
      guard case .images(let operations) = layout.stages[chunk] else { return }
      for case .convolution(let convolution) in operations {
        convolution.prepareKernels(context)
      }
    case .denseSums(let stage):
      if case .dense(let dense) = layout.stages[stage] { dense.backwardSums(chunk, context) }
    case .backward(let stage):
      switch layout.stages[stage] {
      case .images(let operations):
        let images = layout.chunks.images(chunk, of: context.count)
        for operation in operations.reversed() {
          operation.backward(images, chunk: chunk, scratch: scratch, context)
        }
      case .dense(let dense): dense.backward(chunk, context)
      }
    case .reduce: reduce(layout.reductions[chunk])
    case .update: update(chunk)
    }
  }

  private func reduce(_ reduction: NetworkLayout.Reduction) {
    let gradient = context.base + reduction.gradient
    gradient.update(from: context.base + reduction.sums, count: reduction.count)
    for chunk in 1..<max(1, layout.chunks.count(context.count)) {
      kernels.add(
        gradient, context.base + reduction.sums + chunk * layout.chunkStride, reduction.count)
    }
  }

  private func update(_ chunk: Int) {
    let first = chunk * Self.updateCount
    let count = min(Self.updateCount, layout.parameterRange.count - first)
    let weights = context.base + layout.parameterRange.lowerBound + first
    let gradients = UnsafePointer(context.base + layout.gradients + first)
    switch update {
    case .none: break
    case .sgd(let rule):
      kernels.sgd(weights, context.base + layout.optimizerSlots[0] + first, gradients, rule, count)
    case .adam(let rule):
      kernels.adam(
        weights, context.base + layout.optimizerSlots[0] + first,
        context.base + layout.optimizerSlots[1] + first, gradients, rule, count)
    }
  }
}
