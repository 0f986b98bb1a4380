/// Batches of random pixels, which cost a step what those of a data set do.
struct RandomBatches {
  let pixels: [UInt8]
  let labels: [UInt8]
  let batch: Int
  private let indices: [Int]
  private var position = 0

  init(_ plan: NetworkPlan, batch: Int) {
    self.batch = batch
    var stream = RandomStream(seed: 1, .initialization, 1_000)
    let images = max(batch, 256)
    pixels = (0..<images * plan.spec.input.count).map { _ in
      UInt8(truncatingIfNeeded: stream.next())
    }
    labels = (0..<images).map { UInt8($0 % plan.classes) }
    indices = Array(0..<images)
  }

  /// The images of the next batch.
  mutating func next() -> ArraySlice<Int> {
    let slice = indices[position..<position + batch]
    position = position + 2 * batch <= indices.count ? position + batch : 0
    return slice
  }
}
