import Digests

/// Ten kinds of drawn shapes, 32×32×3, made from a seed: a data set for demonstrations and tests that
/// needs no files. Picture `i` depends on (seed, i) only, with integer and IEEE arithmetic throughout,
/// so the same numbers give the same bytes on every machine.
///
/// Position, size, rotation, both colours (so the contrast's sign too) and noise are random; only the
/// shape tells the class.
///
/// Measured on the default 4,000 and 1,000 pictures (23 November 2026, PyTorch 2.13), test accuracy:
/// - a linear classifier: 0.19 at most in 20 epochs of Adam, 0.23 by ridge regression (chance is 0.1);
/// - a small CNN (conv 16 3×3 same, pool 2, conv 32 3×3 same, pool 2, dense 64, dense 10, relu; Adam
///   1e-3, batch 32) over eight initialisations: 0.77, 0.98, 0.98 on average after one, two and three
///   epochs, 0.95 to 0.998 after three.
package struct Shapes: Sendable, Equatable {
  /// Training pictures; the classes take turns, so each has its share.
  package let train: Int
  /// Test pictures, from streams the training pictures never use.
  package let test: Int
  package let seed: UInt64

  /// 2²⁰ pictures of each split are the most.
  package static let maximumCount = 1 << 20
  package static let classNames = Shape.allCases.map(\.rawValue)

  static let side = 32

  /// - Throws: `DatasetError.wrongSetting` when `train` is not in 1...2²⁰ or `test` not in 0...2²⁰.
  package init(train: Int, test: Int, seed: UInt64) throws(DatasetError) {
    for (key, value, least) in [("dataset.train", train, 1), ("dataset.test", test, 0)]
    where !(least...Self.maximumCount).contains(value) {
      throw .wrongSetting(
        key: key, found: "\(value) pictures", accepted: "\(least) to \(Self.maximumCount)")
    }
    self.train = train
    self.test = test
    self.seed = seed
  }

  /// Draws both splits. The fingerprint is the SHA-256 of the training pixels, training labels, test
  /// pixels and test labels.
  package func make() -> ImageDataset {
    let training = draw(train, firstStream: 0)
    let testing = draw(test, firstStream: 1 << 32)
    var digest = SHA256()
    for bytes in [training.pixels, training.labels, testing.pixels, testing.labels] {
      bytes.withUnsafeBytes { digest.update($0) }
    }
    return ImageDataset(
      name: "shapes", classNames: Self.classNames, train: training,
      test: test > 0 ? testing : nil, fingerprint: digest.finalize().hexString)
  }

  /// `count` pictures, drawn by all cores in blocks.
  private func draw(_ count: Int, firstStream: UInt64) -> ImageSet {
    let shapes = Shape.allCases
    let bytesPerImage = 3 * Self.side * Self.side
    let pixels = [UInt8](unsafeUninitializedCapacity: count * bytesPerImage) { pixels, filled in
      let block = 128
      let target = pixels
      inParallel((count + block - 1) / block) { number in
        for index in number * block..<min(count, (number + 1) * block) {
          var picture = ShapePicture(
            shapes[index % shapes.count],
            generator: CounterGenerator(seed: seed, stream: firstStream + UInt64(index)))
          picture.draw(
            into: UnsafeMutableBufferPointer(
              rebasing: target[index * bytesPerImage..<(index + 1) * bytesPerImage]))
        }
      }
      filled = count * bytesPerImage
    }
    let labels = (0..<count).map { UInt8($0 % shapes.count) }
    return ImageSet(
      height: Self.side, width: Self.side, channels: 3, pixels: pixels, labels: labels)
  }
}

/// The classes of `Shapes`, in the order of their labels.
enum Shape: String, CaseIterable {
  case disc, ring, square, frame, triangle, plus, cross
  case horizontalStripes = "horizontal stripes"
  case verticalStripes = "vertical stripes"
  case checkerboard
}
