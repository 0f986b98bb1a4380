import Files
import Digests
import Foundation
import Synchronization
import Testing

@testable import Datasets

struct DatasetFetchTests {
  /// A small set, packed as the official archive is.
  private struct Archive {
    let path: String
    let bytes: [UInt8]
    let md5: String

    init(_ scratch: ScratchSet) throws {
      try scratch.makeCIFAR10(train: 4, test: 4)
      path = scratch.path + "/archive.tar.gz"
      let outcome = try ChildProcess.run(
        "tar", ["-czf", path, "-C", scratch.path, "cifar-10-batches-bin"])
      #expect(outcome.status == 0)
      bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      var digest = MD5()
      bytes.withUnsafeBytes { digest.update($0) }
      md5 = digest.finalize().hexString
    }
  }

  /// The lock file and the set: what a fetch leaves in the cache folder.
  private static let done = [".cifar-10-fetch.lock", "cifar-10-batches-bin"]

  private let source: ScratchSet
  private let cache: ScratchSet
  private let archive: Archive

  init() throws {
    source = try ScratchSet()
    cache = try ScratchSet()
    archive = try Archive(source)
  }

  private func fetch(_ server: LoopbackServer, md5: String? = nil) -> DatasetFetch {
    var fetch = DatasetFetch(
      into: DataLocation(explicit: cache.path),
      source: .init(url: server.url, md5: md5 ?? archive.md5, byteCount: archive.bytes.count))
    fetch.wholeBatch = 4
    return fetch
  }

  /// The server lives as long as the download, however little of it the test looks at.
  private func download(
    _ server: LoopbackServer, onEvent: (DatasetFetch.Event) -> Void = { _ in }
  ) throws -> DatasetFetch.Report {
    try withExtendedLifetime(server) { try fetch(server).download(onEvent: onEvent) }
  }

  private func expectTheSet(_ report: DatasetFetch.Report) throws {
    #expect(report.folder == cache.batches)
    #expect(report.check.isGood)
    #expect(cache.names == Self.done)
    for name in CIFAR10.batchNames {
      #expect(try cache.bytes(of: name) == source.bytes(of: name))
    }
  }

  @Test func downloadsChecksAndUnpacks() throws {
    let server = LoopbackServer(.init(body: archive.bytes))
    var events: [DatasetFetch.Event] = []
    let report = try download(server) { events.append($0) }
    try expectTheSet(report)
    #expect(report.action == .downloaded(bytes: archive.bytes.count, resumedAt: 0))
    #expect(events.first == .downloading(url: server.url, from: 0))
    #expect(events.contains(.received(bytes: archive.bytes.count, of: archive.bytes.count)))
    #expect(server.ranges == [""])
  }

  @Test func goesOnAfterABrokenConnection() throws {
    let server = LoopbackServer(.init(body: archive.bytes, cuts: [5000, 7000]))
    try expectTheSet(try download(server))
    #expect(server.ranges == ["", "5000-", "12000-"])
  }

  @Test func goesOnFromWhatAnInterruptedProcessLeft() throws {
    let part = URL(fileURLWithPath: cache.path + "/" + DatasetFetch.partName)
    try Data(archive.bytes[..<9999]).write(to: part)
    let server = LoopbackServer(.init(body: archive.bytes))
    let report = try download(server)
    try expectTheSet(report)
    #expect(report.action == .downloaded(bytes: archive.bytes.count, resumedAt: 9999))
    #expect(server.ranges == ["9999-"])
  }

  @Test func startsOverWhereTheServerKnowsNoRanges() throws {
    let server = LoopbackServer(.init(body: archive.bytes, acceptsRanges: false, cuts: [5000]))
    var events: [DatasetFetch.Event] = []
    try expectTheSet(try download(server) { events.append($0) })
    #expect(server.ranges == ["", "5000-", ""])
    #expect(
      events.contains(.startingOver(reason: "the server cannot go on from byte 5000")))
  }

  @Test(arguments: [100, 1 << 20])
  func startsOverWhenTheOldPartDoesNotFit(size: Int) throws {
    let part = URL(fileURLWithPath: cache.path + "/" + DatasetFetch.partName)
    try Data([UInt8](repeating: 7, count: size)).write(to: part)
    try expectTheSet(try download(LoopbackServer(.init(body: archive.bytes))))
  }

  @Test func usesACompletePartWithoutTheNet() throws {
    let part = URL(fileURLWithPath: cache.path + "/" + DatasetFetch.partName)
    try Data(archive.bytes).write(to: part)
    let server = LoopbackServer(.init(body: archive.bytes))
    try expectTheSet(try download(server))
    #expect(server.ranges.isEmpty)
  }

  @Test func keepsNothingOfAWrongArchive() throws {
    let server = LoopbackServer(.init(body: archive.bytes))
    let wrong = String(repeating: "0", count: 32)
    let error = #expect(throws: FetchError.self) { try fetch(server, md5: wrong).download() }
    #expect(
      error?.description
        == "\(server.url): its MD5 is \(archive.md5); accepted: \(wrong) (removed)")
    #expect(cache.names == [".cifar-10-fetch.lock"])
  }

  @Test func keepsThePartWhenTheConnectionStaysBroken() throws {
    let server = LoopbackServer(.init(body: archive.bytes, cuts: [6000, 0, 0, 0]))
    let error = #expect(throws: FetchError.self) { try download(server) }
    guard case .download(_, _, let kept) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(kept == 6000)
    #expect(error?.description.contains("6000 bytes are kept") == true)
    #expect(cache.names == [".cifar-10-fetch.lock", DatasetFetch.partName])
  }

  @Test func saysWhatTheServerAnswered() throws {
    let server = LoopbackServer(.init(status: 404))
    let error = #expect(throws: FetchError.self) { try download(server) }
    #expect(
      error?.description
        == "\(server.url): curl: (22) The requested URL returned error: 404; "
        + "accepted: the whole archive (fetch again)")
    #expect(cache.names == [".cifar-10-fetch.lock"])
  }

  @Test func namesThePackageWhereCurlIsMissing() throws {
    var fetch = fetch(LoopbackServer(.init(body: archive.bytes)))
    fetch.curl = "/nonexistent/curl"
    let error = #expect(throws: FetchError.self) { try fetch.download() }
    #expect(error?.description.contains("apt-get install curl") == true)
  }

  @Test func doesNothingWhereAGoodSetIs() throws {
    try cache.makeCIFAR10(train: 4, test: 4)
    let server = LoopbackServer(.init(body: archive.bytes))
    #expect(try download(server).action == .alreadyThere)
    #expect(server.ranges.isEmpty)
  }

  @Test func replacesAnIncompleteSet() throws {
    try cache.makeCIFAR10(train: 3, test: 3)
    try expectTheSet(try download(LoopbackServer(.init(body: archive.bytes))))
  }

  @Test func refusesAFolderWithFewerImages() throws {
    var fetch = fetch(LoopbackServer(.init()))
    fetch.wholeBatch = 5
    let error = #expect(throws: FetchError.self) { try fetch.take(from: source.path) }
    #expect(
      error
        == .wrongData(.incomplete(path: source.batches + "/data_batch_1.bin", images: 4)))
    #expect(cache.names == [".cifar-10-fetch.lock"])
  }

  @Test func repairsADamagedSetAndLeavesOtherFilesAlone() throws {
    try cache.makeCIFAR10()
    try cache.makeZeros(10, name: "data_batch_3.bin")
    try cache.write([1, 2, 3], to: "notes.txt")
    try expectTheSet(try download(LoopbackServer(.init(body: archive.bytes))))
    #expect(try cache.bytes(of: "notes.txt") == [1, 2, 3])
  }

  @Test func removesWhatAFetchStoppedWhileUnpackingLeft() throws {
    try FileManager.default.createDirectory(
      atPath: cache.path + "/.cifar-10-fetch-abcdef/cifar-10-batches-bin",
      withIntermediateDirectories: true)
    try expectTheSet(try download(LoopbackServer(.init(body: archive.bytes))))
  }

  @Test func twoAtOnceTakeTurns() throws {
    let server = LoopbackServer(.init(body: archive.bytes))
    let fetch = fetch(server)
    let actions = Results()
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      if let report = try? fetch.download() { actions.append(report.action) }
    }
    #expect(actions.all.count == 2)
    #expect(actions.all.contains(.alreadyThere))
    #expect(server.ranges == [""])
    #expect(cache.names == Self.done)
  }

  @Test func takesALocalArchive() throws {
    let fetch = fetch(LoopbackServer(.init()))
    let report = try fetch.take(from: archive.path)
    try expectTheSet(report)
    #expect(report.action == .unpacked(archive: archive.path))
  }

  @Test func refusesALocalArchiveOfAnotherDigestAndLeavesIt() throws {
    let fetch = DatasetFetch(into: DataLocation(explicit: cache.path))
    let error = #expect(throws: FetchError.self) { try fetch.take(from: archive.path) }
    #expect(
      error?.description
        == "\(archive.path): its MD5 is \(archive.md5); accepted: c32a1d4ab5d03f1284b67883e8d87530")
    #expect(FileManager.default.fileExists(atPath: archive.path))
    #expect(cache.names.isEmpty)
  }

  @Test func takesALocalFolder() throws {
    let fetch = fetch(LoopbackServer(.init()))
    let report = try fetch.take(from: source.path)
    try expectTheSet(report)
    #expect(report.action == .copied(folder: source.path))
  }

  @Test func copiesNothingOfAWrongFolder() throws {
    try source.makeZeros(10, name: "data_batch_3.bin")
    let fetch = fetch(LoopbackServer(.init()))
    let error = #expect(throws: FetchError.self) { try fetch.take(from: source.path) }
    #expect(error?.description.hasPrefix(source.batches + "/data_batch_3.bin: record 0") == true)
    #expect(cache.names == [".cifar-10-fetch.lock"])
    #expect(throws: FetchError.missing(path: "/nowhere")) { try fetch.take(from: "/nowhere") }
  }
}

/// Values gathered from several threads.
private final class Results: Sendable {
  private let values = Mutex<[DatasetFetch.Report.Action]>([])
  var all: [DatasetFetch.Report.Action] { values.withLock { $0 } }
  func append(_ value: DatasetFetch.Report.Action) { values.withLock { $0.append(value) } }
}
