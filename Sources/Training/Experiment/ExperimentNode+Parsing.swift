import Yams

extension ExperimentNode {
  /// Deeper files than this are refused; an experiment needs five levels.
  static let deepest = 20

  /// The one YAML document in `text`.
  ///
  /// Anchors and aliases are refused: hyperparameters do their work, and nested aliases could make a
  /// small file stand for an endless one.
  init(
    yaml text: String, path file: String, kind: ExperimentFile.Kind = .experiment
  ) throws(ExperimentError) {
    func place(_ mark: Mark?) -> Place {
      .file(path: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
    // The parser alone keeps anchors alive, so it stays until the tree has been walked.
    let parser: Parser
    let root: Node?
    do {
      // Without rules every scalar is text; what it means is decided where it is read.
      parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      root = try parser.singleRoot()
    } catch let error as YamlError {
      throw Self.error(for: error, text: text, path: file)
    } catch {
      throw .unreadable(path: file, found: "\(error)", accepted: "accepted: YAML")
    }
    guard let root else { throw Self.emptyFile(file, kind) }
    self = try ExperimentNode(root, path: "", depth: 0, place: place)
    withExtendedLifetime(parser) {}
    if isNull { throw Self.emptyFile(file, kind) }
  }

  private static func emptyFile(_ file: String, _ kind: ExperimentFile.Kind) -> ExperimentError {
    .unreadable(
      path: file, found: "the file is empty",
      accepted: "accepted: the keys " + kind.keys.joined(separator: ", "))
  }

  private init(
    _ node: Node, path: String, depth: Int, place: (Mark?) -> Place
  ) throws(ExperimentError) {
    self.path = path
    self.place = place(node.mark)
    self.content = .list([])
    guard depth <= Self.deepest else {
      throw error("more than \(Self.deepest) levels of nesting", accepted: "accepted: fewer")
    }
    guard node.anchor == nil else {
      throw error(
        "a YAML anchor or alias", accepted: "accepted: a hyperparameter, written $name where used")
    }
    switch node {
    case .scalar(let scalar):
      isUnused = scalar.tag.description == Self.unusedTag
      content = .scalar(scalar.string, isQuoted: scalar.style != .plain)
    case .sequence(let items):
      isUnused = items.tag.description == Self.unusedTag
      var list: [ExperimentNode] = []
      for (index, item) in items.enumerated() {
        list.append(
          try ExperimentNode(item, path: Self.join(path, index), depth: depth + 1, place: place))
      }
      content = .list(list)
    case .mapping(let pairs):
      var entries: [Entry] = []
      for pair in pairs {
        guard let key = pair.key.scalar?.string, pair.key.anchor == nil else {
          throw .wrong(
            place(pair.key.mark), found: "a key that is no plain word", accepted: "accepted: a word"
          )
        }
        let value = try ExperimentNode(
          pair.value, path: Self.join(path, key), depth: depth + 1, place: place)
        entries.append(Entry(key: key, keyPlace: place(pair.key.mark), value: value))
      }
      content = .map(entries)
    case .alias:
      throw error("a YAML alias", accepted: "accepted: a hyperparameter, written $name where used")
    }
  }

  private static func error(
    for error: YamlError, text: String, path: String
  ) -> ExperimentError {
    func wrong(_ line: Int, _ column: Int, _ problem: String) -> ExperimentError {
      .wrong(
        .file(path: path, line: line, column: column), found: "not YAML: \(problem)",
        accepted: "accepted: YAML 1.1")
    }
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let words = [context?.text, problem].compactMap { $0 }
      return wrong(mark.line, mark.column, words.joined(separator: ", "))
    case .reader(let problem, let offset, _, _):
      let before = text.prefix(offset ?? 0)
      let line = before.count { $0.isNewline } + 1
      let column = before.reversed().prefix { !$0.isNewline }.count + 1
      return wrong(line, column, problem)
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.sorted().map(quoted).joined(separator: ", ")
      let mark = secondPlace(of: keys.first ?? "", after: context.mark, in: text)
      return .wrong(
        .file(path: path, line: mark.line, column: mark.column),
        found: "key \(names) appears twice", accepted: "accepted: each key once")
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      return wrong(1, 1, "\(error)")
    }
  }
}
