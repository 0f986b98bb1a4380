extension Initializer {
  /// Fills a parameter of this shape; its fans are the last two sizes times all before them.
  func fill(
    _ values: UnsafeMutableBufferPointer<Float>, shape: [Int], from stream: inout RandomStream
  ) {
    let receptive = shape.dropLast(2).reduce(1, *)
    let fanIn = Double(receptive * (shape.count >= 2 ? shape[shape.count - 2] : shape[0]))
    let fanOut = Double(receptive * shape[shape.count - 1])
    switch self {
    case .zeros: values.update(repeating: 0)
    case .glorotUniform: uniform(values, limit: (6 / (fanIn + fanOut)).squareRoot(), &stream)
    case .heUniform: uniform(values, limit: (6 / fanIn).squareRoot(), &stream)
    case .glorotNormal: normal(values, deviation: (2 / (fanIn + fanOut)).squareRoot(), &stream)
    case .heNormal: normal(values, deviation: (2 / fanIn).squareRoot(), &stream)
    }
  }

  private func uniform(
    _ values: UnsafeMutableBufferPointer<Float>, limit: Double, _ stream: inout RandomStream
  ) {
    for i in values.indices { values[i] = Float((2 * stream.uniform() - 1) * limit) }
  }

  private func normal(
    _ values: UnsafeMutableBufferPointer<Float>, deviation: Double, _ stream: inout RandomStream
  ) {
    // A normal distribution cut at two deviations has 0.8796… of its deviation left; Keras divides
    // by that.
    let scale = deviation / 0.879_625_661_034_239_78
    for i in values.indices { values[i] = Float(stream.truncatedNormal() * scale) }
  }
}
