package import ConvEngine
import Datasets

extension ExperimentSpec {
  /// Everything recorded with a run to search and compare by, each name once: hyperparameters by
  /// their bare names, then the settings of `dataset`, of each layer and of `training` by their
  /// dotted ones, defaults included.
  package var parameters: [Setting] {
    hyperparameters + dataset.parameters
      + network.enumerated().flatMap { $1.parameters(at: "model.\($0)") } + training.parameters
  }
}

extension NetworkPlan {
  /// The kernel that runs each layer with something to multiply, recorded beside the layer's
  /// settings: `model.2.conv.method` and `winograd 4×4`. The instruction set may change it, the
  /// number of threads does not.
  package var methods: [Setting] {
    layers.enumerated().filter { !$1.kernel.isEmpty }.map { index, layer in
      Setting(name: "model.\(index).\(layer.spec.kind).method", value: .text(layer.kernel))
    }
  }
}

extension SettingValue {
  /// A hyperparameter's value: a number with its letters, or text; a list as `3x5`.
  init(_ node: ExperimentNode) {
    switch node.content {
    case .scalar(let text, _):
      self = node.number.map { .number($0.value, text: $0.text) } ?? .text(text)
    case .list(let items):
      self = .text(items.map { SettingValue($0).description }.joined(separator: "x"))
    case .map: self = .text(node.yaml)
    }
  }

  /// A square is recorded as one number, so that it compares as one; anything else as `3x5`.
  init(_ extent: Extent) {
    if extent.height == extent.width {
      self.init(extent.height)
    } else {
      self = .text("\(extent.height)x\(extent.width)")
    }
  }

  init(_ padding: Padding) {
    switch padding {
    case .same: self = .text("same")
    case .valid: self = .text("valid")
    case .amount(let extent): self.init(extent)
    }
  }
}

extension DatasetSettings {
  fileprivate var parameters: [Setting] {
    var list = [Setting(name: "dataset.name", value: .text(spec.name))]
    switch spec {
    case .cifar10: break
    case .shapes(let train, let test, let seed):
      list += [
        Setting(name: "dataset.train", value: SettingValue(train)),
        Setting(name: "dataset.test", value: SettingValue(test)),
        Setting(name: "dataset.seed", value: SettingValue(seed)),
      ]
    }
    return list + [Setting(name: "dataset.validation", value: SettingValue(validation))]
  }
}

extension LayerSpec {
  /// - Parameter place: `model.0`.
  fileprivate func parameters(at place: String) -> [Setting] {
    func settings(_ list: KeyValuePairs<String, SettingValue>) -> [Setting] {
      list.map { Setting(name: "\(place).\(kind).\($0.key)", value: $0.value) }
    }
    switch self {
    case .conv(let spec):
      return settings([
        "depth": SettingValue(spec.depth), "kernel": SettingValue(spec.kernel),
        "stride": SettingValue(spec.stride), "padding": SettingValue(spec.padding),
        "bias": SettingValue(spec.bias), "activation": .text(spec.activation.rawValue),
        "initializer": .text(spec.initializer.rawValue),
      ])
    case .maxPool(let spec), .averagePool(let spec):
      return settings([
        "size": SettingValue(spec.size), "stride": SettingValue(spec.stride),
        "padding": SettingValue(spec.padding),
      ])
    case .dense(let spec):
      return settings([
        "units": SettingValue(spec.units), "bias": SettingValue(spec.bias),
        "activation": .text(spec.activation.rawValue),
        "initializer": .text(spec.initializer.rawValue),
      ])
    case .dropout(let rate): return settings(["rate": SettingValue(rate)])
    case .activation(let activation):
      return [Setting(name: "\(place).\(kind)", value: .text(activation.rawValue))]
    case .globalAveragePool, .flatten: return [Setting(name: place, value: .text(kind))]
    }
  }
}

extension TrainingSettings {
  fileprivate var parameters: [Setting] {
    func settings(_ list: KeyValuePairs<String, SettingValue>) -> [Setting] {
      list.map { Setting(name: "training.\($0.key)", value: $0.value) }
    }
    return settings([
      "epochs": SettingValue(epochs), "batch": SettingValue(batch),
      "optimizer": .text(optimizer.kind),
    ]) + settings(optimizer.parameters)
      + settings([
        "seed": SettingValue(seed), "label_smoothing": SettingValue(labelSmoothing),
        "checkpoints": .text(checkpoints.rawValue),
        "checkpoint_minutes": SettingValue(checkpointMinutes), "monitor": .text(monitor),
        "stop": .text(stop.isEmpty ? "never" : stop.map(\.description).joined(separator: "; ")),
      ]) + settings(earlyStopping.parameters)
      + settings([
        "kernels": .text(kernels.rawValue), "class_accuracy": SettingValue(classAccuracy),
      ])
  }
}

extension EarlyStopping? {
  fileprivate var parameters: KeyValuePairs<String, SettingValue> {
    guard let self else { return ["early_stopping": .text("never")] }
    return [
      "early_stopping.patience": SettingValue(self.patience),
      "early_stopping.min_delta": SettingValue(self.minDelta),
      "early_stopping.monitor": .text(self.monitor),
    ]
  }
}

extension OptimizerSpec {
  fileprivate var parameters: KeyValuePairs<String, SettingValue> {
    switch self {
    case .sgd(let spec):
      [
        "learning_rate": SettingValue(spec.learningRate), "momentum": SettingValue(spec.momentum),
        "nesterov": SettingValue(spec.nesterov), "weight_decay": SettingValue(spec.weightDecay),
      ]
    case .adam(let spec), .adamw(let spec):
      [
        "learning_rate": SettingValue(spec.learningRate), "beta1": SettingValue(spec.beta1),
        "beta2": SettingValue(spec.beta2), "epsilon": SettingValue(spec.epsilon),
        "weight_decay": SettingValue(spec.weightDecay),
      ]
    }
  }
}
