import Foundation

/// A 3×3 convolution with "same" padding in double precision: [size, size, channels] to
/// [size, size, depth].
struct DoubleConvolution {
  let channels: Int
  let depth: Int
  let size: Int

  /// The sum over a window of kernel × image, for each position and kernel.
  func forward(_ image: [Float], _ kernel: [Float]) -> [Double] {
    var output = [Double](repeating: 0, count: size * size * depth)
    forEachTap { pixel, source, tap in
      for c in 0..<channels {
        let x = Double(image[source * channels + c])
        for o in 0..<depth {
          output[pixel * depth + o] += x * Double(kernel[(tap * channels + c) * depth + o])
        }
      }
    }
    return output
  }

  /// The gradient of the kernel, from that of the output.
  func kernelGradient(_ image: [Float], _ dy: [Double]) -> [Double] {
    var gradient = [Double](repeating: 0, count: 9 * channels * depth)
    forEachTap { pixel, source, tap in
      for c in 0..<channels {
        let x = Double(image[source * channels + c])
        for o in 0..<depth {
          gradient[(tap * channels + c) * depth + o] += x * dy[pixel * depth + o]
        }
      }
    }
    return gradient
  }

  /// The gradient of softmax cross entropy with respect to its logits.
  func softmaxGradient(_ logits: [Float], label: Int) -> [Double] {
    let largest = Double(logits.max() ?? 0)
    let powers = logits.map { exp(Double($0) - largest) }
    let sum = powers.reduce(0, +)
    return powers.enumerated().map { $1 / sum - ($0 == label ? 1 : 0) }
  }

  private func forEachTap(_ body: (_ pixel: Int, _ source: Int, _ tap: Int) -> Void) {
    for row in 0..<size {
      for column in 0..<size {
        for tap in 0..<9 {
          let (r, c) = (row + tap / 3 - 1, column + tap % 3 - 1)
          if (0..<size).contains(r) && (0..<size).contains(c) {
            body(row * size + column, r * size + c, tap)
          }
        }
      }
    }
  }
}
