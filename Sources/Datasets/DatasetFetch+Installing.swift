import Files
import Glibc

extension DatasetFetch {
  /// Where the files come from once they are on this machine.
  enum Origin {
    case archive(String)
    case folder(String)
  }

  /// Unpacks or copies into a temporary folder, validates, and renames into `folder`.
  func install(_ origin: Origin, onEvent: (Event) -> Void) throws(FetchError) -> CIFAR10Check {
    // The lock is held: what other fetches left here were stopped half-way.
    FileTree.removeTemporaries(in: parent)
    let temporary = try FileTree.makeTemporary(in: parent)
    defer { FileTree.remove(temporary) }
    let fresh = temporary + "/" + CIFAR10.folderName
    switch origin {
    case .archive(let archive):
      onEvent(.unpacking(path: archive))
      try unpack(archive, into: temporary)
    case .folder(let source):
      onEvent(.copying(path: source))
      try copy(source, to: fresh)
    }
    onEvent(.validating(path: fresh))
    do throws(DatasetError) {
      _ = try CIFAR10(folder: fresh).read()
      try checkWhole(fresh)
    } catch { throw .wrongData(error) }
    try moveIntoPlace(fresh)
    do throws(DatasetError) {
      return try CIFAR10Check(directory: folder, wholeBatch: wholeBatch)
    } catch { throw .wrongData(error) }
  }

  /// Refuses files that have fewer images than the official ones.
  private func checkWhole(_ folder: String) throws(DatasetError) {
    let set = CIFAR10(folder: folder)
    for (name, count) in zip(CIFAR10.batchNames, try set.batchCounts()) where count < wholeBatch {
      throw .incomplete(path: set.path(name), images: count)
    }
  }

  private func unpack(_ archive: String, into temporary: String) throws(FetchError) {
    let outcome: ChildProcess.Outcome
    do throws(FileFailure) {
      outcome = try ChildProcess.run(
        "tar", ["-xzf", archive, "-C", temporary, "--no-same-owner", "--no-same-permissions"])
    } catch {
      if error.isMissing { throw .missingProgram("tar", package: "tar") }
      throw .fileSystem(path: "tar", reason: error.reason)
    }
    guard outcome.status == 0 else {
      throw .unpack(path: archive, reason: "does not unpack (\(outcome.lastLine))")
    }
  }

  private func copy(_ source: String, to fresh: String) throws(FetchError) {
    guard mkdir(fresh, 0o755) == 0 else { throw FileTree.failure(fresh) }
    do throws(DatasetError) {
      _ = try CIFAR10(folder: source).batchCounts()
      try checkWhole(source)
    } catch { throw .wrongData(error) }
    for name in CIFAR10.batchNames {
      try FileTree.copy(source + "/" + name, to: fresh + "/" + name)
    }
    let names = source + "/" + CIFAR10.classNamesFile
    if fileSize(names) != nil {
      try FileTree.copy(names, to: fresh + "/" + CIFAR10.classNamesFile)
    }
  }

  /// One rename where there is no such folder yet. Else its damaged files are replaced one by one,
  /// each at once, and whatever else the folder holds stays.
  private func moveIntoPlace(_ fresh: String) throws(FetchError) {
    if rename(fresh, folder) == 0 { return }
    guard errno == ENOTEMPTY || errno == EEXIST else { throw FileTree.failure(folder) }
    for name in CIFAR10.batchNames + [CIFAR10.classNamesFile]
    where fileSize(fresh + "/" + name) != nil {
      let target = folder + "/" + name
      guard rename(fresh + "/" + name, target) == 0 else { throw FileTree.failure(target) }
    }
  }
}
