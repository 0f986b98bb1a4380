import Glibc

/// Brings CIFAR-10's files to where `loadDataset` finds them: from the net, an archive or a folder.
///
/// Whatever happens, the final folder holds checked files or is not touched: everything is made in
/// temporary folders beside it and renamed at the end. Processes fetching at once take turns.
package struct DatasetFetch: Sendable {
  /// An archive on the net.
  package struct Source: Sendable, Equatable {
    package var url: String
    /// MD5 of the archive, 32 hexadecimal digits.
    package var md5: String
    /// The archive's size, for the progress display; nil when not known.
    package var byteCount: Int?

    package init(url: String, md5: String, byteCount: Int? = nil) {
      self.url = url
      self.md5 = md5
      self.byteCount = byteCount
    }

    /// The official archive, <https://www.cs.toronto.edu/~kriz/cifar.html>.
    package static let cifar10 = Source(
      url: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
      md5: "c32a1d4ab5d03f1284b67883e8d87530", byteCount: 170_052_171)
  }

  /// What is being done, for a display.
  package enum Event: Sendable, Equatable {
    /// Another process is fetching into the same folder; this one goes on when it ends.
    case waiting(lock: String)
    /// A download begins; `from` bytes were there from an earlier one.
    case downloading(url: String, from: Int)
    /// So many bytes of the archive have come, about five times a second.
    case received(bytes: Int, of: Int?)
    /// The earlier part cannot be used: the download begins again.
    case startingOver(reason: String)
    case checkingDigest(path: String)
    case unpacking(path: String)
    case copying(path: String)
    case validating(path: String)
  }

  /// What was done.
  package struct Report: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
      /// The folder held a good set already; nothing was changed.
      case alreadyThere
      /// `bytes` came over the net, after `resumedAt` that were there.
      case downloaded(bytes: Int, resumedAt: Int)
      case unpacked(archive: String)
      case copied(folder: String)
    }
    package let action: Action
    /// Where the files are.
    package let folder: String
    /// The set as it was validated, with the counts per class.
    package let check: CIFAR10Check
  }

  /// The folder that shall hold the batch files.
  package let folder: String
  package let source: Source
  /// The program that downloads; a test names another.
  package var curl = "curl"
  /// Tries without a new byte after which a download is given up.
  package var maximumTries = 3
  /// The images a whole file has; a test's has fewer.
  package var wholeBatch = CIFAR10.imagesPerBatch

  package init(into location: DataLocation, source: Source = .cifar10) {
    folder = location.cifar10FetchFolder
    self.source = source
  }

  /// Downloads the archive, going on from what an interrupted download left.
  package func download(onEvent: (Event) -> Void = { _ in }) throws(FetchError) -> Report {
    try FetchLock.holding(in: parent, onEvent: onEvent) { () throws(FetchError) in
      if let report = goodAlready() { return report }
      let part = parent + "/" + Self.partName
      let resumedAt = fileSize(part) ?? 0
      try downloadChecked(to: part, onEvent: onEvent)
      let bytes = fileSize(part) ?? 0
      let check = try install(.archive(part), onEvent: onEvent)
      unlink(part)
      return Report(
        action: .downloaded(bytes: bytes, resumedAt: min(resumedAt, bytes)), folder: folder,
        check: check)
    }
  }

  /// Takes the archive or the folder at `path` instead of the net; an archive's digest is checked.
  package func take(
    from path: String, onEvent: (Event) -> Void = { _ in }
  ) throws(FetchError) -> Report {
    var status = stat()
    guard stat(path, &status) == 0 else { throw .missing(path: path) }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    let origin: Origin
    if isFolder {
      do throws(DatasetError) {
        origin = .folder(try DataLocation(explicit: path).cifar10Folder())
      } catch { throw .wrongData(error) }
    } else {
      onEvent(.checkingDigest(path: path))
      let digest = try md5(of: path)
      guard digest == source.md5 else {
        throw .wrongDigest(path: path, found: digest, expected: source.md5, removed: false)
      }
      origin = .archive(path)
    }
    return try FetchLock.holding(in: parent, onEvent: onEvent) { () throws(FetchError) in
      if let report = goodAlready() { return report }
      let check = try install(origin, onEvent: onEvent)
      return Report(
        action: isFolder ? .copied(folder: path) : .unpacked(archive: path), folder: folder,
        check: check)
    }
  }

  /// The archive while it is coming, in the parent of `folder`.
  static let partName = "cifar-10-binary.tar.gz.part"

  var parent: String { Self.parent(of: folder) }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func goodAlready() -> Report? {
    var status = stat()
    guard stat(folder, &status) == 0 else { return nil }
    // Not there or not good are both reasons to fetch; what is wrong with it does not matter then.
    guard let check = try? CIFAR10Check(directory: folder, wholeBatch: wholeBatch), check.isGood
    else { return nil }
    return Report(action: .alreadyThere, folder: folder, check: check)
  }

  func fileSize(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }
}
