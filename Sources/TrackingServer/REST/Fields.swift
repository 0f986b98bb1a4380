import RunStore

/// The fields of a request, from its JSON body or its query.
struct Fields: Sendable {
  private let values: [String: JSONValue]

  /// An empty body has no fields.
  init(body: [UInt8]) throws {
    if body.isEmpty {
      values = [:]
      return
    }
    guard case .object(let values) = try JSONValue(parsing: body) else {
      throw APIError.invalid("the body is no JSON object; accepted: {\"name\": value, ...}")
    }
    self.values = values
  }

  init(query: [(name: String, value: String)]) {
    var values: [String: JSONValue] = [:]
    for (name, value) in query {
      switch values[name] {
      case nil: values[name] = .string(value)
      case .array(let earlier): values[name] = .array(earlier + [.string(value)])
      case .some(let earlier): values[name] = .array([earlier, .string(value)])
      }
    }
    self.values = values
  }

  private init(_ values: [String: JSONValue]) { self.values = values }

  /// A text; nil where there is none.
  func string(_ name: String) throws -> String? {
    switch values[name] {
    case nil, .null: nil
    case .string(let text): text
    case .integer(let number): String(number)
    case .number(let number): number.description
    case .bool(let truth): truth ? "true" : "false"
    case .array, .object: throw APIError.invalid("\(name): accepted: a text")
    }
  }

  /// A text that must be there.
  func required(_ name: String) throws -> String {
    guard let text = try string(name) else { throw Fields.missing(name) }
    return text
  }

  /// A whole number, perhaps written as text; nil where there is none.
  func integer(_ name: String) throws -> Int64? {
    switch values[name] {
    case nil, .null: return nil
    case .integer(let number): return number
    case .number(let number):
      if let whole = Int64(exactly: number) { return whole }
    case .string(let text):
      if let whole = Int64(text) { return whole }
    case .bool, .array, .object: break
    }
    throw APIError.invalid("\(name): accepted: a whole number")
  }

  /// A number; NaN and infinities as texts.
  func number(_ name: String) throws -> Double {
    switch values[name] {
    case nil, .null: throw Fields.missing(name)
    case .integer(let number): return Double(number)
    case .number(let number): return number
    case .string(let text):
      switch text {
      case "NaN": return .nan
      case "Infinity": return .infinity
      case "-Infinity": return -.infinity
      default: if let number = Double(text), number.isFinite { return number }
      }
    case .bool, .array, .object: break
    }
    throw APIError.invalid("\(name): accepted: a number, \"NaN\", \"Infinity\" or \"-Infinity\"")
  }

  /// The texts of a list, or of a single one.
  func strings(_ name: String) throws -> [String] {
    switch values[name] {
    case nil, .null: return []
    case .array(let elements):
      return try elements.map { element in
        switch element {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .null, .bool, .number, .array, .object:
          throw APIError.invalid("\(name): accepted: a list of texts")
        }
      }
    case .string(let text): return [text]
    case .integer(let number): return [String(number)]
    case .bool, .number, .object: throw APIError.invalid("\(name): accepted: a list of texts")
    }
  }

  /// The objects of a list.
  func objects(_ name: String) throws -> [Fields] {
    switch values[name] {
    case nil, .null: return []
    case .array(let elements):
      return try elements.map { element in
        guard case .object(let values) = element else {
          throw APIError.invalid("\(name): accepted: a list of objects")
        }
        return Fields(values)
      }
    case .bool, .integer, .number, .string, .object:
      throw APIError.invalid("\(name): accepted: a list of objects")
    }
  }

  static func missing(_ name: String) -> APIError {
    .invalid("Missing value for required parameter '\(name)'.")
  }
}

extension Fields {
  /// The run of `run_id`, or of its older name.
  func run() throws -> RunIdentifier {
    let text: String?
    if let given = try string("run_id"), !given.isEmpty {
      text = given
    } else {
      text = try string("run_uuid")
    }
    guard let text, !text.isEmpty else { throw Fields.missing("run_id") }
    return try Fields.run(text)
  }

  /// The run whose identifier is `text`, with or without dashes.
  static func run(_ text: String) throws -> RunIdentifier {
    guard let run = RunIdentifier(digits: text) ?? RunIdentifier(text) else {
      throw APIError(.resourceDoesNotExist, "Run with id=\(text) not found")
    }
    return run
  }

  /// The number of an experiment.
  func experiment(_ name: String = "experiment_id") throws -> Int64 {
    try Fields.experiment(try required(name))
  }

  static func experiment(_ text: String) throws -> Int64 {
    guard let id = Int64(text), id >= 0 else {
      throw APIError(.resourceDoesNotExist, "No Experiment with id=\(text) exists")
    }
    return id
  }

  /// How many entries a page may have.
  func maximum(default standard: Int, most: Int) throws -> Int {
    guard let given = try integer("max_results") else { return standard }
    guard given >= 1, given <= Int64(most) else {
      throw APIError.invalid(
        "Invalid value \(given) for parameter 'max_results'; accepted: 1 to \(most)")
    }
    return Int(given)
  }

  /// How many entries come before the page asked for.
  func offset() throws -> Int {
    guard let token = try string("page_token"), !token.isEmpty else { return 0 }
    guard let offset = PageToken.offset(in: token) else {
      throw APIError.invalid("Invalid page token; accepted: the next_page_token of an answer")
    }
    return offset
  }

  func view(_ name: String) throws -> LifecycleView {
    switch try string(name) ?? "" {
    case "", "ACTIVE_ONLY", "1": return .active
    case "DELETED_ONLY", "2": return .deleted
    case "ALL", "3": return .all
    case let other:
      throw APIError.invalid("\(name): \(other); accepted: ACTIVE_ONLY, DELETED_ONLY, ALL")
    }
  }
}
