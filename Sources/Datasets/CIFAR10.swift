import Files

/// CIFAR-10 in its official binary layout: five training batches and a test batch of records, each a
/// label byte (0 to 9) and three planes of 32×32 bytes, red, green, blue, row by row.
///
/// Source: Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009;
/// <https://www.cs.toronto.edu/~kriz/cifar.html>.
///
/// A batch may be smaller than the official 10,000 records (for tests), but then all must be: one small
/// batch beside official ones is a file that was cut off.
package struct CIFAR10: Sendable, Equatable {
  /// The folder with the batch files.
  package let folder: String

  package init(folder: String) { self.folder = folder }

  static let folderName = "cifar-10-batches-bin"
  /// In the order of reading, which is also the order of the fingerprint.
  static let batchNames = (1...5).map { "data_batch_\($0).bin" } + [testBatchName]
  static let testBatchName = "test_batch.bin"
  static let classNamesFile = "batches.meta.txt"

  /// The images of all six official files.
  package static let wholeSet = 6 * imagesPerBatch

  static let side = 32
  static let planeBytes = side * side
  static let imageBytes = 3 * planeBytes
  static let recordBytes = 1 + imageBytes
  package static let imagesPerBatch = 10_000
  static let batchBytes = imagesPerBatch * recordBytes

  /// The classes as `batches.meta.txt` of the official archive lists them.
  static let officialClassNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  func path(_ name: String) -> String { folder + "/" + name }

  /// The names in `batches.meta.txt`, or the official ones where the folder has no such file.
  func classNames() throws(DatasetError) -> [String] {
    let path = path(Self.classNamesFile)
    do throws(FileFailure) {
      let file = try InputFile(path)
      guard file.size <= 4096 else {
        throw FileFailure(reason: "\(file.size) bytes are too many for ten names")
      }
      let text = String(decoding: try file.readAll(), as: UTF8.self)
      let names = text.split(whereSeparator: \.isNewline).map(Self.trimmed).filter { !$0.isEmpty }
      guard names.count == 10 else {
        throw FileFailure(reason: "\(names.count) class names")
      }
      return names
    } catch {
      if error.isMissing { return Self.officialClassNames }
      throw .wrongClassNames(path: path, found: error.reason)
    }
  }

  private static func trimmed(_ line: Substring) -> String {
    let start = line.drop { $0.isWhitespace }
    return String(start.prefix { !$0.isWhitespace })
  }
}
