import Foundation
import Testing

@testable import Datasets

/// A folder of its own for one test, with a small CIFAR-10 where the test asks for it; removed at the end.
final class ScratchSet {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "datasets-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var batches: String { path + "/cifar-10-batches-bin" }

  /// Every entry of the folder.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// Writes all batches into `cifar-10-batches-bin`: image `i` of a file has label i mod 10.
  @discardableResult
  func makeCIFAR10(train: Int = 3, test: Int = 2) throws -> ScratchSet {
    try FileManager.default.createDirectory(atPath: batches, withIntermediateDirectories: true)
    for (number, name) in CIFAR10.batchNames.enumerated() {
      let images = name == CIFAR10.testBatchName ? test : train
      try write(Self.records(images, salt: number), to: name)
    }
    let names = CIFAR10.officialClassNames.joined(separator: "\n") + "\n\n"
    try write(Array(names.utf8), to: CIFAR10.classNamesFile)
    return self
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: batches + "/" + name))
  }

  func bytes(of name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: batches + "/" + name)))
  }

  /// A file of zeros that takes no room on the disk.
  func makeZeros(_ count: Int, name: String) throws {
    try write([], to: name)
    #expect(truncate(batches + "/" + name, count) == 0)
  }

  func removeFile(_ name: String) throws {
    try FileManager.default.removeItem(atPath: batches + "/" + name)
  }

  static func records(_ images: Int, salt: Int) -> [UInt8] {
    var generator = CounterGenerator(seed: 7, stream: UInt64(salt))
    var bytes: [UInt8] = []
    for image in 0..<images {
      bytes.append(UInt8(image % 10))
      for _ in 0..<CIFAR10.imageBytes { bytes.append(UInt8(truncatingIfNeeded: generator.next())) }
    }
    return bytes
  }
}
