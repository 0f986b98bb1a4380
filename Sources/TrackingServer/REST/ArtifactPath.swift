import RunStore

/// Whose file a path of the artifact interface means: `EXPERIMENT/RUN/artifacts/FOLDER/FILE`.
struct ArtifactPath: Hashable {
  var run: RunIdentifier
  /// The components below `artifacts`; none for all of the run's files.
  var components: [String]

  /// The path inside the run.
  var path: String { components.joined(separator: "/") }

  /// - Parameters:
  ///   - text: as it came.
  ///   - isEncoded: whether `%XX` stand for other characters.
  init(parsing text: some StringProtocol, isEncoded: Bool) throws {
    var components: [String] = []
    for part in text.split(separator: "/", omittingEmptySubsequences: false) {
      let decoded = isEncoded ? FormText.component(Substring(part)) : String(part)
      guard let name = decoded, !name.isEmpty, name != ".", name != "..",
        !name.contains("/"), !name.contains("\\"), !name.contains("\0")
      else {
        throw APIError.invalid("Invalid path: '\(text)'; accepted: names with slashes between them")
      }
      components.append(name)
    }
    guard let mark = components.firstIndex(of: "artifacts"), mark >= 1,
      let run = RunIdentifier(digits: components[mark - 1])
    else {
      throw APIError.invalid("Invalid path: '\(text)'; accepted: EXPERIMENT/RUN/artifacts/PATH")
    }
    self.run = run
    self.components = Array(components[(mark + 1)...])
    guard path.utf8.count <= 4096 else {
      throw APIError.invalid("Invalid path: \(path.utf8.count) bytes; accepted: up to 4096")
    }
  }

  /// What lies directly in the folder of this path, among all of the run's files.
  func entries(among files: [ArtifactInfo]) -> [ArtifactEntry] {
    let prefix = components.isEmpty ? "" : path + "/"
    var folders: Set<String> = []
    var entries: [ArtifactEntry] = []
    for file in files where file.path.hasPrefix(prefix) {
      let rest = file.path.dropFirst(prefix.count)
      if let slash = rest.firstIndex(of: "/") {
        let name = String(rest[..<slash])
        if folders.insert(name).inserted { entries.append(ArtifactEntry(name: name, bytes: nil)) }
      } else {
        entries.append(ArtifactEntry(name: String(rest), bytes: file.bytes))
      }
    }
    return entries
  }
}

/// A file or a folder in a folder.
struct ArtifactEntry: Hashable {
  var name: String
  /// nil for a folder.
  var bytes: Int?
}
