/// The metrics and parameters that a filter or a sort key names: whoever asks may have misspelt one.
public struct NamedFields: Sendable, Hashable {
  /// In the order of the text, each once.
  public private(set) var metrics: [String] = []
  /// In the order of the text, each once.
  public private(set) var params: [String] = []

  mutating func append(_ field: Field) {
    switch field {
    case .metric(let name, _): if !metrics.contains(name) { metrics.append(name) }
    case .param(let name): if !params.contains(name) { params.append(name) }
    case .tag, .attribute: break
    }
  }
}

extension Filter {
  /// What the filter names.
  public var names: NamedFields {
    var names = NamedFields()
    condition.forEachField { names.append($0) }
    return names
  }
}

extension RunSort {
  /// What the key names.
  public var names: NamedFields {
    var names = NamedFields()
    names.append(field)
    return names
  }
}

extension Condition {
  fileprivate func forEachField(_ body: (Field) -> Void) {
    switch self {
    case .all(let parts), .any(let parts): for part in parts { part.forEachField(body) }
    case .not(let condition): condition.forEachField(body)
    case .compare(let field, _, _), .isIn(let field, _), .between(let field, _, _),
      .like(let field, _, _), .present(let field):
      body(field)
    }
  }
}
