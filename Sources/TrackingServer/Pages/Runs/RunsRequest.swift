import Markup
import RunStore

/// What the address of the table of runs asks for. Whatever it does not say is as `convoy list` has it.
struct RunsRequest: Sendable, Hashable {
  /// In the language of `--where`; empty for all runs.
  var filter = ""
  /// A key of `--sort`; nil for the newest first.
  var sort: String?
  var isAscending = false
  /// As `--columns` names them; empty for the usual ones.
  var columns: [String] = []
  /// The metric whose curve each row has; nil for the one that says most.
  var curve: String?
  /// The first is 1.
  var page = 1
  var isTrash = false

  static let pageSize = 50

  init(isTrash: Bool = false) { self.isTrash = isTrash }

  init(_ fields: [(name: String, value: String)], isTrash: Bool = false) {
    self.isTrash = isTrash
    for (name, value) in fields {
      switch name {
      case "where": filter = value.filter { !$0.isNewline }
      case "sort": sort = value.isEmpty ? nil : value
      case "order": isAscending = value == "asc"
      case "column": if !value.isEmpty, !columns.contains(value) { columns.append(value) }
      case "curve": curve = value.isEmpty ? nil : value
      case "page": page = min(max(1, Int(value) ?? 1), 1_000_000)
      default: break
      }
    }
  }

  /// Runs before the page.
  var offset: Int { (page - 1) * Self.pageSize }

  /// The address that asks for this.
  var address: Address {
    var address = isTrash ? Address("trash") : Address()
    address.fields = fields
    return address
  }

  var fields: [Address.Field] {
    var fields: [Address.Field] = []
    if !filter.isEmpty { fields.append(.init("where", filter)) }
    if let sort { fields.append(.init("sort", sort)) }
    if isAscending { fields.append(.init("order", "asc")) }
    fields += columns.map { .init("column", $0) }
    if let curve { fields.append(.init("curve", curve)) }
    if page > 1 { fields.append(.init("page", "\(page)")) }
    return fields
  }

  /// The same with changes.
  func changed(_ change: (inout RunsRequest) -> Void) -> RunsRequest {
    var other = self
    change(&other)
    return other
  }

  /// The runs of the page and one more, which tells whether there is a next page.
  func query() throws(FilterError) -> RunQuery {
    RunQuery(
      where: filter.isEmpty ? nil : try Filter(parsing: filter, source: "filter"),
      sort: try sort.map { key throws(FilterError) in
        try RunSort(parsing: key, ascending: isAscending, source: "sort")
      }, limit: Self.pageSize + 1, deleted: isTrash)
  }

  /// What prints the runs up to the end of the page.
  var command: CommandText {
    var command = CommandText("list")
    if !filter.isEmpty { command.add("--where", filter) }
    if let sort {
      command.add("--sort", sort)
      if isAscending { command.add("--asc") }
    }
    if !columns.isEmpty { command.add("--columns", (["name"] + columns).joined(separator: ",")) }
    if isTrash { command.add("--deleted") }
    command.add("--limit", "\(page * Self.pageSize)")
    return command
  }
}
