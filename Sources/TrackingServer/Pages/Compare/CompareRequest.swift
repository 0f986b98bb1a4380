import Charts
import Markup
import RunStore
import Workbench

/// What the address of the comparison asks for.
struct CompareRequest: Sendable, Hashable {
  /// Names, ids or their beginnings.
  var references: [String] = []
  /// The runs that fit, where none are named; empty for none.
  var filter = ""
  /// nil for the one that says most.
  var metric: String?
  var axis = CurveAxis.epoch
  var isLogarithmic = false
  /// In 0...0.999.
  var smoothing = 0.0
  /// The parameter of the scatter chart; nil for the first that differs.
  var setting: String?
  /// Whether what all runs share is listed, too.
  var showsAll = false
  /// Whether the address says no more and no less than it has to.
  private(set) var isPlain = true

  /// More curves are not told apart.
  static let mostRuns = 50

  init(_ fields: [(name: String, value: String)]) throws(APIError) {
    for (name, value) in fields {
      switch name {
      case "run": if !value.isEmpty, !references.contains(value) { references.append(value) }
      case "where": filter = value.filter { !$0.isNewline }
      case "metric": metric = value.isEmpty ? nil : value
      case "axis":
        guard let axis = CurveAxis(rawValue: value) else {
          throw .invalid("axis: \"\(value)\"; accepted: epoch or seconds")
        }
        self.axis = axis
      case "log": isLogarithmic = value == "1"
      case "smooth":
        guard let weight = Double(value), (0...0.999).contains(weight) else {
          throw .invalid("smooth: \"\(value)\"; accepted: 0 to 0.999")
        }
        smoothing = weight
      case "setting": setting = value.isEmpty ? nil : value
      case "all": showsAll = value == "1"
      // What the form around the table of runs has besides.
      default: isPlain = false
      }
    }
    guard references.count <= Self.mostRuns else {
      throw .invalid("\(references.count) runs; accepted: up to \(Self.mostRuns)")
    }
  }

  var address: Address {
    var fields = references.map { Address.Field("run", $0) }
    if !filter.isEmpty { fields.append(.init("where", filter)) }
    if let metric { fields.append(.init("metric", metric)) }
    if axis != .epoch { fields.append(.init("axis", axis.rawValue)) }
    if isLogarithmic { fields.append(.init("log", "1")) }
    if smoothing > 0 { fields.append(.init("smooth", "\(smoothing)")) }
    if let setting { fields.append(.init("setting", setting)) }
    if showsAll { fields.append(.init("all", "1")) }
    return Address("compare", fields: fields)
  }

  func changed(_ change: (inout CompareRequest) -> Void) -> CompareRequest {
    var other = self
    change(&other)
    return other
  }
}
