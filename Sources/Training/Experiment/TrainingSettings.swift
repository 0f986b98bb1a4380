package import ConvEngine

/// How an experiment trains: the keys under `training`.
package struct TrainingSettings: Hashable, Sendable {
  package var epochs: Int
  /// Pictures per step; the last step of an epoch takes what is left.
  package var batch: Int
  package var optimizer: OptimizerSpec
  /// Of the weights, the order of the pictures and dropout; up to 2⁶³ − 1, so that SQL can hold it.
  package var seed: UInt64
  /// In 0..<1.
  package var labelSmoothing: Double
  package var checkpoints: CheckpointPolicy
  /// Within an epoch the state to go on from is kept this often.
  package var checkpointMinutes: Double
  /// The metric whose best value marks the best checkpoint.
  package var monitor: String
  /// Any of them ends the training after the epoch that meets it.
  package var stop: [StopRule]
  /// nil to train all epochs.
  package var earlyStopping: EarlyStopping?
  /// Of the convolutions, wherever the network is computed: in training and when it is evaluated.
  package var kernels: KernelChoice
  /// Whether each epoch records the validation accuracy of each class as well: `val_accuracy.CLASS`.
  package var classAccuracy: Bool

  /// - Parameter monitor: `val_loss` where nothing is said.
  package init(
    epochs: Int, batch: Int = 32, optimizer: OptimizerSpec = .adam(AdamSpec()), seed: UInt64 = 1,
    labelSmoothing: Double = 0, checkpoints: CheckpointPolicy = .bestAndLast,
    checkpointMinutes: Double = 10, monitor: String = "val_loss",
    stop: [StopRule] = [], earlyStopping: EarlyStopping? = nil,
    kernels: KernelChoice = .automatic, classAccuracy: Bool = false
  ) {
    self.epochs = epochs
    self.batch = batch
    self.optimizer = optimizer
    self.seed = seed
    self.labelSmoothing = labelSmoothing
    self.checkpoints = checkpoints
    self.checkpointMinutes = checkpointMinutes
    self.monitor = monitor
    self.stop = stop
    self.earlyStopping = earlyStopping
    self.kernels = kernels
    self.classAccuracy = classAccuracy
  }

  /// The accepted keys.
  static let keys = [
    "epochs", "batch", "optimizer", "seed", "label_smoothing", "checkpoints",
    "checkpoint_minutes", "monitor", "stop", "early_stopping", "kernels", "class_accuracy",
  ]
}

/// Which epochs' weights a run keeps.
package enum CheckpointPolicy: String, CaseIterable, Sendable {
  case bestAndLast = "best_and_last"
  case all
}

extension TrainingSettings {
  private static let counts = 1...1_000_000

  /// - Parameter hasValidation: whether pictures are set aside; without them training's own loss is
  ///   what the best checkpoint is judged by.
  init(_ node: ExperimentNode, hasValidation: Bool) throws(ExperimentError) {
    let fields = try Fields(node, accepting: Self.keys)
    self.init(epochs: try fields.required("epochs", "12").whole(Self.counts))
    if let node = fields["batch"] { batch = try node.whole(Self.counts) }
    if let node = fields["optimizer"] { optimizer = try OptimizerSpec(node) }
    if let node = fields["seed"] { seed = UInt64(try node.whole(0...Int.max)) }
    if let node = fields["label_smoothing"] {
      labelSmoothing = try node.decimal("a number from 0 to less than 1") { (0..<1).contains($0) }
    }
    if let node = fields["checkpoints"] { checkpoints = try node.choice(CheckpointPolicy.self) }
    if let node = fields["checkpoint_minutes"] {
      checkpointMinutes = try node.decimal("a number of minutes from 0 to 100000") {
        (0...100_000).contains($0)
      }
    }
    let metrics = Self.metrics(hasValidation: hasValidation)
    if !hasValidation { monitor = "train_loss" }
    if let node = fields["monitor"] { monitor = try node.metric(metrics) }
    if let node = fields["stop"] { stop = try node.stopRules(metrics) }
    if let node = fields["early_stopping"] {
      earlyStopping = try EarlyStopping(node, monitor: monitor, metrics: metrics)
    }
    if let node = fields["kernels"] { kernels = try node.choice(KernelChoice.self) }
    if let node = fields["class_accuracy"] { classAccuracy = try node.flag() }
  }

  /// The metrics of an epoch that say how good it is: those a rule may look at. Times are not among
  /// them, lest the same training end at another epoch on another day.
  private static func metrics(hasValidation: Bool) -> [String] {
    (hasValidation ? ["val_loss", "val_accuracy"] : []) + ["train_loss", "train_accuracy"]
  }
}
