import Glibc
import KernelTypes

@testable import ConvEngine

/// The forward pass of a network and its loss in double precision, as plain loops that share
/// nothing with the engine but the layers' descriptions.
struct ReferenceNetwork {
  let spec: NetworkSpec
  var labelSmoothing = 0.0
  /// By the engine's names.
  var parameters: [String: [Double]] = [:]
  /// The seed of a training step, the first; nil leaves dropout off.
  var dropoutSeed: UInt64?

  /// An image or, with one row and column, a vector: [H, W, C].
  private struct Map {
    var height: Int
    var width: Int
    var channels: Int
    var values: [Double]
  }

  /// The mean cross entropy in nats of images [count, H, W, C].
  func loss(_ images: [Double], _ labels: [Int]) -> Double {
    let size = spec.input.count
    var sum = 0.0
    for (image, label) in labels.enumerated() {
      sum += crossEntropy(
        logits(Array(images[image * size..<(image + 1) * size]), image), label)
    }
    return sum / Double(labels.count)
  }

  private func crossEntropy(_ logits: [Double], _ label: Int) -> Double {
    let largest = logits.max() ?? 0
    let normalizer = largest + log(logits.reduce(0) { $0 + exp($1 - largest) })
    var loss = 0.0
    for (c, logit) in logits.enumerated() {
      let target =
        (c == label ? 1 - labelSmoothing : 0) + labelSmoothing / Double(logits.count)
      loss -= target * (logit - normalizer)
    }
    return loss
  }

  private func logits(_ image: [Double], _ number: Int) -> [Double] {
    var map = Map(
      height: spec.input.height, width: spec.input.width, channels: spec.input.channels,
      values: image)
    var numbers: [String: Int] = [:]
    for (index, layer) in spec.layers.enumerated() {
      numbers[layer.kind, default: 0] += 1
      let name = "\(layer.kind)_\(numbers[layer.kind, default: 0])"
      switch layer {
      case .conv(let conv): map = convolve(map, conv, name)
      case .maxPool(let spec): map = pool(map, spec) { $0.max() ?? 0 }
      case .averagePool(let spec):
        map = pool(map, spec) { $0.reduce(0, +) / Double($0.count) }
      case .globalAveragePool:
        map = pool(map, PoolSpec(size: Extent(map.height, map.width))) {
          $0.reduce(0, +) / Double($0.count)
        }
      case .flatten:
        map = Map(height: 1, width: 1, channels: map.values.count, values: map.values)
      case .dense(let dense):
        let units = multiply(map.values, dense.units, name)
        map = Map(
          height: 1, width: 1, channels: dense.units, values: units.map(dense.activation.apply))
      case .dropout(let rate): drop(&map.values, rate, layer: index, image: number)
      case .activation(let activation): map.values = map.values.map(activation.apply)
      }
    }
    return map.values
  }

  private func convolve(_ x: Map, _ conv: ConvSpec, _ name: String) -> Map {
    let kernel = parameters["\(name).kernel", default: []], bias = parameters["\(name).bias"]
    let rows = Axis(x.height, conv.kernel.height, conv.stride.height, conv.padding.vertical)
    let columns = Axis(x.width, conv.kernel.width, conv.stride.width, conv.padding.horizontal)
    var values: [Double] = []
    for row in rows.positions {
      for column in columns.positions {
        var sums = bias ?? [Double](repeating: 0, count: conv.depth)
        for (kr, r) in row {
          for (kc, c) in column {
            for i in 0..<x.channels {
              let value = x.values[(r * x.width + c) * x.channels + i]
              let weights = ((kr * conv.kernel.width + kc) * x.channels + i) * conv.depth
              for o in 0..<conv.depth { sums[o] += value * kernel[weights + o] }
            }
          }
        }
        values += sums.map(conv.activation.apply)
      }
    }
    return Map(
      height: rows.positions.count, width: columns.positions.count, channels: conv.depth,
      values: values)
  }

  private func pool(_ x: Map, _ pool: PoolSpec, _ combine: ([Double]) -> Double) -> Map {
    let rows = Axis(x.height, pool.size.height, pool.stride.height, pool.padding.vertical)
    let columns = Axis(x.width, pool.size.width, pool.stride.width, pool.padding.horizontal)
    var values: [Double] = []
    for row in rows.positions {
      for column in columns.positions {
        for i in 0..<x.channels {
          values.append(
            combine(
              row.flatMap { _, r in
                column.map { _, c in x.values[(r * x.width + c) * x.channels + i] }
              }))
        }
      }
    }
    return Map(
      height: rows.positions.count, width: columns.positions.count, channels: x.channels,
      values: values)
  }

  private func multiply(_ x: [Double], _ units: Int, _ name: String) -> [Double] {
    let kernel = parameters["\(name).kernel", default: []], bias = parameters["\(name).bias"]
    return (0..<units).map { unit in
      var sum = bias?[unit] ?? 0
      for i in x.indices { sum += x[i] * kernel[i * units + unit] }
      return sum
    }
  }

  private func drop(_ x: inout [Double], _ rate: Double, layer: Int, image: Int) {
    guard let dropoutSeed else { return }
    let key = RandomStream.key(dropoutSeed, .dropout, UInt64(layer), 0)
    for i in x.indices {
      let bits = DropoutStream.bits(key: key, element: UInt32(image * x.count + i))
      x[i] = Double(bits) / 4_294_967_296 < rate ? 0 : x[i] / (1 - rate)
    }
  }
}
