import Digests
import Foundation
import Testing

@testable import Datasets

struct CIFAR10Tests {
  @Test func readsPlanesAsPixels() throws {
    let scratch = try ScratchSet().makeCIFAR10(train: 3, test: 2)
    let set = try CIFAR10(folder: scratch.batches).read()
    #expect(set.train.count == 15)
    #expect(set.test?.count == 2)
    #expect(set.train.labels == [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2])
    #expect(set.train.height == 32 && set.train.width == 32 && set.train.channels == 3)
    for (file, name) in CIFAR10.batchNames.enumerated() {
      let bytes = try scratch.bytes(of: name)
      let (images, first) = file < 5 ? (set.train, 3 * file) : (try #require(set.test), 0)
      for (image, pixel, channel) in [(0, 0, 0), (1, 1023, 2), (1, 33, 1), (0, 31, 2), (1, 512, 0)]
      {
        #expect(
          images.pixels[(first + image) * 3072 + 3 * pixel + channel]
            == bytes[image * 3073 + 1 + 1024 * channel + pixel])
      }
    }
  }

  @Test func theFingerprintIsTheDigestOfTheBatchesInOrder() throws {
    let scratch = try ScratchSet().makeCIFAR10()
    var digest = SHA256()
    for name in CIFAR10.batchNames {
      try scratch.bytes(of: name).withUnsafeBytes { digest.update($0) }
    }
    let expected = digest.finalize().hexString
    #expect(try CIFAR10(folder: scratch.batches).read().fingerprint == expected)
    #expect(expected.count == 64)
  }

  @Test func takesTheClassNamesFromTheirFileOrElseTheOfficialOnes() throws {
    let scratch = try ScratchSet().makeCIFAR10()
    let official = try CIFAR10(folder: scratch.batches).classNames()
    #expect(official.first == "airplane" && official.last == "truck" && official.count == 10)
    try scratch.write(Array("a\r\nb\nc\nd\ne\nf\ng\nh\ni\n  j \n".utf8), to: "batches.meta.txt")
    #expect(try CIFAR10(folder: scratch.batches).classNames().joined() == "abcdefghij")
    try scratch.removeFile("batches.meta.txt")
    #expect(try CIFAR10(folder: scratch.batches).classNames() == official)
  }

  @Test func refusesNineClassNames() throws {
    let scratch = try ScratchSet().makeCIFAR10()
    try scratch.write(Array("a\nb\nc\nd\ne\nf\ng\nh\ni\n".utf8), to: "batches.meta.txt")
    expectError(
      scratch, "/batches.meta.txt: 9 class names; accepted: ten class names, one per line")
  }

  private static let records =
    "accepted: 1 to 10000 records of 3073 bytes (a label, 3 planes of 1024)"

  @Test(arguments: [
    (6145, "record 1 at offset 3073 is cut off after 3072 of 3073 bytes"),
    (6147, "record 2 at offset 6146 is cut off after 1 of 3073 bytes"),
    (1, "record 0 at offset 0 is cut off after 1 of 3073 bytes"),
    (0, "0 bytes, no record at offset 0"),
    (30_730_001, "30730001 bytes, more than a batch has, from offset 30730000 on"),
    (30_733_073, "30733073 bytes, more than a batch has, from offset 30730000 on"),
    (1 << 40, "1099511627776 bytes, more than a batch has, from offset 30730000 on"),
  ])
  func refusesAFileOfTheWrongSize(size: Int, found: String) throws {
    let scratch = try ScratchSet().makeCIFAR10()
    try scratch.makeZeros(size, name: "data_batch_4.bin")
    expectError(scratch, "/data_batch_4.bin: \(found); \(Self.records)")
  }

  @Test(arguments: ["data_batch_1.bin", "data_batch_3.bin", "test_batch.bin"])
  func refusesABatchCutOffBetweenRecords(name: String) throws {
    let scratch = try ScratchSet().makeCIFAR10()
    for batch in CIFAR10.batchNames {
      try scratch.makeZeros(batch == name ? 5000 * 3073 : 30_730_000, name: batch)
    }
    expectError(
      scratch,
      "/\(name): ends at offset 15365000 after 5000 records, while other batches have 10000; "
        + "accepted: 10000 records in each")
  }

  @Test func refusesALabelOverNine() throws {
    let scratch = try ScratchSet().makeCIFAR10()
    var bytes = try scratch.bytes(of: "data_batch_2.bin")
    bytes[2 * 3073] = 10
    try scratch.write(bytes, to: "data_batch_2.bin")
    expectError(
      scratch, "/data_batch_2.bin: label 10 at offset 6146 (record 2); accepted: 0 to 9")
  }

  @Test(arguments: CIFAR10.batchNames)
  func refusesAMissingBatch(name: String) throws {
    let scratch = try ScratchSet().makeCIFAR10()
    try scratch.removeFile(name)
    expectError(
      scratch,
      "/\(name): no such file; accepted: all of data_batch_1.bin … data_batch_5.bin and test_batch.bin"
    )
  }

  @Test func refusesAFolderInPlaceOfAFile() throws {
    let scratch = try ScratchSet().makeCIFAR10()
    try scratch.removeFile("data_batch_5.bin")
    try FileManager.default.createDirectory(
      atPath: scratch.batches + "/data_batch_5.bin", withIntermediateDirectories: false)
    expectError(scratch, "/data_batch_5.bin: is a directory; accepted: a readable file")
  }

  @Test func refusesAPipeWithoutWaitingForIt() throws {
    let scratch = try ScratchSet().makeCIFAR10()
    try scratch.removeFile("test_batch.bin")
    #expect(mkfifo(scratch.batches + "/test_batch.bin", 0o644) == 0)
    expectError(scratch, "/test_batch.bin: is not a regular file; accepted: a readable file")
  }

  @Test func refusesAFileItMayNotRead() throws {
    let scratch = try ScratchSet().makeCIFAR10()
    try scratch.removeFile("data_batch_1.bin")
    // A link to itself: refused for everyone, root too.
    #expect(symlink("data_batch_1.bin", scratch.batches + "/data_batch_1.bin") == 0)
    expectError(
      scratch,
      "/data_batch_1.bin: Too many levels of symbolic links; accepted: a readable file")
  }

  private func expectError(
    _ scratch: ScratchSet, _ expected: String, location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: DatasetError.self, sourceLocation: location) {
      try CIFAR10(folder: scratch.batches).read()
    }
    #expect(error?.description == scratch.batches + expected, sourceLocation: location)
  }

  private static let home = DataLocation(environment: ["HOME": NSHomeDirectory()])

  @Test(.enabled("CIFAR-10 is not in the cache folder") { (try? home.cifar10Folder()) != nil })
  func theRealSetHasSixThousandPicturesOfEachClass() throws {
    let set = try loadDataset(.cifar10, directory: Self.home)
    #expect(set.train.countsPerClass(10) == [Int](repeating: 5000, count: 10))
    #expect(set.test?.countsPerClass(10) == [Int](repeating: 1000, count: 10))
    #expect(set.split(validation: 0.1).validation == 45_000..<50_000)
  }
}
