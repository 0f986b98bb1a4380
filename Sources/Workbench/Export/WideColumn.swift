/// A column of the wide form behind those that every run has.
enum WideColumn: Hashable {
  case metric(String)
  case param(String)

  /// The column's name: a parameter has the prefix `param.`; a metric has none, or the prefix `metric.`
  /// where its name alone would be taken for another column.
  var name: String {
    switch self {
    case .metric(let name): Self.isTaken(name) ? "metric." + name : name
    case .param(let name): "param." + name
    }
  }

  /// The column of that name.
  init(named name: String) {
    if name.hasPrefix("param.") {
      self = .param(String(name.dropFirst("param.".count)))
    } else if name.hasPrefix("metric.") {
      self = .metric(String(name.dropFirst("metric.".count)))
    } else {
      self = .metric(name)
    }
  }

  private static func isTaken(_ name: String) -> Bool {
    name.hasPrefix("param.") || name.hasPrefix("metric.") || RunExport.runColumns.contains(name)
      || name == "at" || name == "run"
  }
}
