import Files
import Digests
import Glibc

extension DatasetFetch {
  /// Ends with the right archive at `part`, or throws: with a resumable part kept when the connection
  /// broke, without it when its bytes are wrong.
  func downloadChecked(to part: String, onEvent: (Event) -> Void) throws(FetchError) {
    let resumed = (fileSize(part) ?? 0) > 0
    if let size = fileSize(part), size == source.byteCount {
      // An earlier process had it all and was stopped before it could unpack.
    } else {
      try complete(part, onEvent: onEvent)
    }
    onEvent(.checkingDigest(path: part))
    var digest = try md5(of: part)
    if digest != source.md5, resumed {
      // The old part was of another file, or damaged.
      onEvent(.startingOver(reason: "what an earlier download left does not fit"))
      unlink(part)
      try complete(part, onEvent: onEvent)
      onEvent(.checkingDigest(path: part))
      digest = try md5(of: part)
    }
    guard digest == source.md5 else {
      unlink(part)
      throw .wrongDigest(path: source.url, found: digest, expected: source.md5, removed: true)
    }
  }

  /// Runs curl until the whole file is there: again after a broken connection as long as bytes come.
  private func complete(_ part: String, onEvent: (Event) -> Void) throws(FetchError) {
    var tries = 0
    while true {
      let before = fileSize(part) ?? 0
      onEvent(.downloading(url: source.url, from: before))
      let outcome = try runCurl(part, onEvent: onEvent)
      if outcome.status == 0 { return }
      let after = fileSize(part) ?? 0
      let refusesRange =
        outcome.status == 33 || outcome.status == 36
        || (outcome.status == 22 && outcome.lastLine.contains("416"))
      if refusesRange, before > 0 {
        onEvent(.startingOver(reason: "the server cannot go on from byte \(before)"))
        unlink(part)
        continue
      }
      tries = after > before ? 1 : tries + 1
      // 18: ended early, 52: no answer, 56: connection broken; the others would fail again.
      guard [18, 52, 56].contains(outcome.status), tries < maximumTries else {
        if after == 0 { unlink(part) }
        let reason =
          outcome.lastLine.isEmpty ? "curl ended with \(outcome.status)" : outcome.lastLine
        throw .download(url: source.url, reason: reason, kept: after)
      }
    }
  }

  private func runCurl(
    _ part: String, onEvent: (Event) -> Void
  ) throws(FetchError) -> ChildProcess.Outcome {
    do throws(FileFailure) {
      return try ChildProcess.run(
        curl,
        [
          "--fail", "--location", "--silent", "--show-error", "--proto", "=http,https",
          "--connect-timeout", "30", "--speed-limit", "1", "--speed-time", "60",
          "--continue-at", "-", "--output", part, source.url,
        ],
        onTick: { onEvent(.received(bytes: fileSize(part) ?? 0, of: source.byteCount)) })
    } catch {
      if error.isMissing { throw .missingProgram(curl, package: "curl") }
      throw .fileSystem(path: curl, reason: error.reason)
    }
  }

  func md5(of path: String) throws(FetchError) -> String {
    var digest = MD5()
    try FileTree.readPieces(path) { digest.update($0) }
    return digest.finalize().hexString
  }
}
