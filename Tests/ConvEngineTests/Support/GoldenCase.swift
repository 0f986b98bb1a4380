// swift-format-ignore-file: NeverForceUnwrap, NeverUseForceTry

import Foundation
import Testing

@testable import ConvEngine

/// A small network with inputs, outputs, gradients and ten optimiser steps as the reference
/// framework computed them (Golden/README.md).
struct GoldenCase: Sendable, CustomTestStringConvertible {
  let name: String
  let spec: NetworkSpec
  let optimizer: OptimizerSpec
  let labelSmoothing: Double
  let batch: Int
  let tensors: [String: NamedTensor]

  var testDescription: String { name }

  static let folder = Bundle.module.resourceURL?.appending(path: "Golden") ?? URL(filePath: "/")

  /// Every case of the folder, the training curve excepted.
  static let all: [GoldenCase] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.sorted().filter { $0.hasSuffix(".safetensors") && $0 != "curve.safetensors" }
      .map { try! GoldenCase(file: $0) }
  }()

  init(file: String) throws {
    let path = Self.folder.appending(path: file).path
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let (tensors, metadata) = try Safetensors.decode(bytes, path: path)
    let description = try JSONDecoder().decode(
      Description.self, from: Data((metadata["case"] ?? "").utf8))
    name = String(file.dropLast(".safetensors".count))
    self.tensors = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
    batch = description.batch
    labelSmoothing = description.loss["label_smoothing"] ?? 0
    optimizer = description.optimizer.spec
    spec = NetworkSpec(
      input: ImageShape(
        height: description.input[0], width: description.input[1], channels: description.input[2]),
      layers: description.layers.map(\.spec))
  }

  func values(_ name: String) -> [Float] { tensors[name]?.values ?? [] }

  /// The tensors whose name begins with a prefix, without it.
  func group(_ prefix: String) -> [NamedTensor] {
    tensors.values.filter { $0.name.hasPrefix(prefix) }.sorted { $0.name < $1.name }
      .map {
        NamedTensor(
          name: String($0.name.dropFirst(prefix.count)), shape: $0.shape, values: $0.values)
      }
  }

  /// The initial parameters.
  var parameters: [NamedTensor] {
    tensors.values.filter { !$0.name.contains("/") && $0.name.contains(".") }
  }

  func network(_ execution: ExecutionOptions) throws -> Network {
    let network = try Network(
      NetworkPlan(spec, instructionSet: execution.instructionSet), maximumBatch: batch, seed: 0,
      optimizer: optimizer, labelSmoothing: labelSmoothing, execution: execution,
      keepsGradients: true)
    try network.setParameters(parameters)
    return network
  }
}

/// The case as its file describes it.
private struct Description: Decodable {
  let input: [Int]
  let batch: Int
  let layers: [Layer]
  let loss: [String: Double]
  let optimizer: Optimizer

  struct Layer: Decodable {
    let spec: LayerSpec

    private struct Settings: Decodable {
      var depth: Int?
      var kernel: [Int]?
      var stride: [Int]?
      var size: [Int]?
      var padding: PaddingValue?
      var bias: Bool?
      var activation: String?
      var units: Int?
    }

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let activation = try? value.decode([String: String].self)["activation"] {
        spec = .activation(Activation(rawValue: activation)!)
        return
      }
      let (kind, settings) = try value.decode([String: Settings].self).first!
      func extent(_ sizes: [Int]?) -> Extent { Extent(sizes![0], sizes![1]) }
      let activation = settings.activation.flatMap(Activation.init) ?? .linear
      switch kind {
      case "conv":
        spec = .conv(
          ConvSpec(
            depth: settings.depth!, kernel: extent(settings.kernel),
            stride: extent(settings.stride), padding: settings.padding!.padding,
            bias: settings.bias!, activation: activation))
      case "max_pool", "average_pool":
        let pool = PoolSpec(
          size: extent(settings.size), stride: extent(settings.stride),
          padding: settings.padding!.padding)
        spec = kind == "max_pool" ? .maxPool(pool) : .averagePool(pool)
      case "dense":
        spec = .dense(
          DenseSpec(units: settings.units!, bias: settings.bias!, activation: activation))
      case "flatten": spec = .flatten
      case "global_average_pool": spec = .globalAveragePool
      default: preconditionFailure("unknown layer \(kind) in a golden file")
      }
    }
  }

  struct PaddingValue: Decodable {
    let padding: Padding

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let sizes = try? value.decode([Int].self) {
        padding = .amount(Extent(sizes[0], sizes[1]))
      } else {
        padding = try value.decode(String.self) == "same" ? .same : .valid
      }
    }
  }

  struct Optimizer: Decodable {
    let spec: OptimizerSpec

    private struct SGD: Decodable {
      let learning_rate, momentum, weight_decay: Double
      let nesterov: Bool
    }

    private struct Adam: Decodable {
      let learning_rate, beta1, beta2, epsilon, weight_decay: Double
      var spec: AdamSpec {
        AdamSpec(
          learningRate: learning_rate, beta1: beta1, beta2: beta2, epsilon: epsilon,
          weightDecay: weight_decay)
      }
    }

    private enum CodingKeys: String, CodingKey { case sgd, adam, adamw }

    init(from decoder: any Decoder) throws {
      let kinds = try decoder.container(keyedBy: CodingKeys.self)
      if let sgd = try kinds.decodeIfPresent(SGD.self, forKey: .sgd) {
        spec = .sgd(
          SGDSpec(
            learningRate: sgd.learning_rate, momentum: sgd.momentum, nesterov: sgd.nesterov,
            weightDecay: sgd.weight_decay))
      } else if let adam = try kinds.decodeIfPresent(Adam.self, forKey: .adam) {
        spec = .adam(adam.spec)
      } else {
        spec = .adamw(try kinds.decode(Adam.self, forKey: .adamw).spec)
      }
    }
  }
}
