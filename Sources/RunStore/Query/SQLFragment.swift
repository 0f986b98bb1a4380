internal import GRDB

/// A piece of SQL and the values bound to its `?`, in order. Text of the user's is only ever a value.
struct SQLFragment {
  var sql: String
  var arguments: [DatabaseValue] = []

  init(_ sql: String, _ arguments: [DatabaseValue] = []) {
    self.sql = sql
    self.arguments = arguments
  }

  static func + (a: SQLFragment, b: SQLFragment) -> SQLFragment {
    SQLFragment(a.sql + b.sql, a.arguments + b.arguments)
  }

  static func + (a: SQLFragment, b: String) -> SQLFragment {
    SQLFragment(a.sql + b, a.arguments)
  }

  static func + (a: String, b: SQLFragment) -> SQLFragment {
    SQLFragment(a + b.sql, b.arguments)
  }
}

extension [SQLFragment] {
  func joined(by separator: String) -> SQLFragment {
    SQLFragment(map(\.sql).joined(separator: separator), flatMap(\.arguments))
  }
}

/// The values of runs as SQL over `RunColumns.tables`.
struct RunColumns {
  /// What every query of runs selects from.
  static let tables = """
    run JOIN experiment ON experiment.id = run.experiment JOIN dataset ON dataset.id = run.dataset
    JOIN environment ON environment.id = run.environment
    """

  /// When the run ended; of one that has not, when it last recorded something.
  static let lastSign = """
    coalesce(run.ended_at, \
    (SELECT logged_at FROM client_run WHERE client_run.run = run.id), \
    (SELECT at FROM epoch WHERE epoch.run = run.id ORDER BY epoch.epoch DESC LIMIT 1), \
    run.started_at)
    """

  /// Rows whose run's process is gone although it is stored as running.
  let crashed: [Int64]

  /// `crashed` where the run is one of those, else the status stored.
  var status: SQLFragment {
    if crashed.isEmpty { return SQLFragment("run.status") }
    let rows = "[" + crashed.map(String.init).joined(separator: ",") + "]"
    return SQLFragment(
      """
      CASE WHEN run.status = 'running' AND run.id IN (SELECT value FROM json_each(?)) \
      THEN 'crashed' ELSE run.status END
      """, [rows.databaseValue])
  }

  func attribute(_ attribute: Attribute) -> SQLFragment {
    switch attribute {
    case .id: SQLFragment("run.uid")
    case .name: SQLFragment("run.name")
    case .experiment: SQLFragment("experiment.name")
    case .status: status
    case .message: SQLFragment("run.message")
    case .note: SQLFragment("run.note")
    case .startedAt: SQLFragment("run.started_at")
    case .endedAt: SQLFragment("run.ended_at")
    case .durationSeconds: SQLFragment("max(0, \(RunColumns.lastSign) - run.started_at) / 1000.0")
    // A client tells neither seed nor network.
    case .seed:
      SQLFragment("CASE WHEN run.seed <> 0 OR run.model_parameters > 0 THEN run.seed END")
    case .epochs: SQLFragment("(SELECT count(*) FROM epoch WHERE epoch.run = run.id)")
    case .parameters: SQLFragment("nullif(run.model_parameters, 0)")
    case .mflop: SQLFragment("nullif(run.model_mflop, 0)")
    case .dataset: SQLFragment("dataset.name")
    case .fingerprint: SQLFragment("dataset.fingerprint")
    case .host: SQLFragment("environment.host")
    case .os: SQLFragment("environment.os")
    case .cpu: SQLFragment("environment.cpu")
    case .isa: SQLFragment("environment.isa")
    case .threads: SQLFragment("environment.threads")
    case .swift: SQLFragment("environment.swift")
    case .convoy: SQLFragment("environment.convoy")
    case .commit: SQLFragment("environment.git_commit")
    case .dirty: SQLFragment("environment.git_dirty")
    case .user: SQLFragment("(SELECT user FROM client_run WHERE client_run.run = run.id)")
    }
  }

  /// One value of the row that `table` has for the run and the interned name; NULL where it has none.
  private func value(_ expression: String, of table: String, named name: String) -> SQLFragment {
    SQLFragment(
      """
      (SELECT \(expression) FROM \(table) AS entry WHERE entry.run = run.id \
      AND entry.key = (SELECT id FROM key WHERE name = ?))
      """, [name.databaseValue])
  }

  func metric(_ name: String, _ form: Field.MetricForm) -> SQLFragment {
    let column = MetricDirection.column(of: form, metric: name, in: "entry")
    return value(column, of: "metric_summary", named: name)
  }

  func number(_ field: Field) -> SQLFragment {
    switch field {
    case .metric(let name, let form): metric(name, form)
    case .param(let name): value("entry.number", of: "parameter", named: name)
    case .tag(let name): value("entry.number", of: "tag", named: name)
    case .attribute(let attribute): self.attribute(attribute)
    }
  }

  func text(_ field: Field) -> SQLFragment {
    switch field {
    case .metric(let name, let form): metric(name, form)
    case .param(let name): value("entry.text", of: "parameter", named: name)
    case .tag(let name): value("coalesce(entry.text, '')", of: "tag", named: name)
    case .attribute(let attribute): self.attribute(attribute)
    }
  }
}
