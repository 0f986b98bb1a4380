/// What can go wrong with fetching a data set. `description` is one line.
package enum FetchError: Error, Equatable {
  /// A program the fetch needs is not installed.
  case missingProgram(String, package: String)
  /// The download ended early; what has come is kept for the next try.
  case download(url: String, reason: String, kept: Int)
  /// The archive is not the expected one.
  case wrongDigest(path: String, found: String, expected: String, removed: Bool)
  /// The archive did not unpack.
  case unpack(path: String, reason: String)
  /// Nothing at the path given with `--from`.
  case missing(path: String)
  /// The system refused to read, write or rename.
  case fileSystem(path: String, reason: String)
  /// The files are there, but are not a usable set.
  case wrongData(DatasetError)
}

extension FetchError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missingProgram(let name, let package):
      "\(name): not installed; accepted: \(name) on the PATH (apt-get install \(package)), or "
        + "--from with an archive or folder fetched otherwise"
    case .download(let url, let reason, let kept):
      "\(url): \(reason); accepted: the whole archive ("
        + (kept > 0 ? "\(kept) bytes are kept, fetch again to go on from there)" : "fetch again)")
    case .wrongDigest(let path, let found, let expected, let removed):
      "\(path): its MD5 is \(found); accepted: \(expected)" + (removed ? " (removed)" : "")
    case .unpack(let path, let reason): "\(path): \(reason); accepted: a gzipped tar archive"
    case .missing(let path):
      "\(path): no such file or folder; accepted: the archive or a folder with its files"
    case .fileSystem(let path, let reason): "\(path): \(reason); accepted: a writable folder"
    case .wrongData(let error): error.description
    }
  }
}
