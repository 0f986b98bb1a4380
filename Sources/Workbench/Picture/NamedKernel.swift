/// A well-known convolution kernel for pictures. The weights are those of the usual textbooks
/// (Gonzalez and Woods, Digital Image Processing, chapters 3 and 10); smoothing kernels sum to one.
package enum NamedKernel: String, CaseIterable, Sendable {
  case identity
  case boxBlur = "box-blur"
  case gaussian
  case gaussian5 = "gaussian-5"
  case sharpen
  case unsharp
  case emboss
  case outline
  case laplacian
  case laplacian8 = "laplacian-8"
  case laplacianOfGaussian = "laplacian-of-gaussian"
  case sobelX = "sobel-x"
  case sobelY = "sobel-y"
  case prewittX = "prewitt-x"
  case prewittY = "prewitt-y"
  case scharrX = "scharr-x"
  case scharrY = "scharr-y"
  case motionBlur = "motion-blur"

  /// The weights, row by row.
  var weights: [[Float]] {
    switch self {
    case .identity: [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    case .boxBlur: Self.scaled([[1, 1, 1], [1, 1, 1], [1, 1, 1]], by: 9)
    case .gaussian: Self.scaled([[1, 2, 1], [2, 4, 2], [1, 2, 1]], by: 16)
    case .gaussian5: Self.scaled(Self.binomial, by: 256)
    case .sharpen: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
    case .unsharp: Self.scaled(Self.unsharpMask, by: 256)
    case .emboss: [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]
    case .outline: [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]
    case .laplacian: [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    case .laplacian8: [[1, 1, 1], [1, -8, 1], [1, 1, 1]]
    case .laplacianOfGaussian:
      [[0, 0, 1, 0, 0], [0, 1, 2, 1, 0], [1, 2, -16, 2, 1], [0, 1, 2, 1, 0], [0, 0, 1, 0, 0]]
    case .sobelX: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    case .sobelY: [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    case .prewittX: [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]
    case .prewittY: [[-1, -1, -1], [0, 0, 0], [1, 1, 1]]
    case .scharrX: [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]]
    case .scharrY: [[-3, -10, -3], [0, 0, 0], [3, 10, 3]]
    case .motionBlur: Self.scaled((0..<5).map { i in (0..<5).map { $0 == i ? 1 : 0 } }, by: 5)
    }
  }

  private static let binomial: [[Float]] = {
    let row: [Float] = [1, 4, 6, 4, 1]
    return row.map { a in row.map { a * $0 } }
  }()

  /// Twice the picture less its 5×5 Gaussian blur, times 256.
  private static let unsharpMask: [[Float]] = {
    var mask = binomial.map { $0.map { -$0 } }
    mask[2][2] += 512
    return mask
  }()

  private static func scaled(_ weights: [[Float]], by divisor: Float) -> [[Float]] {
    weights.map { $0.map { $0 / divisor } }
  }
}
