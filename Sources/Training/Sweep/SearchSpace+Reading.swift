import Search

extension SearchSpace {
  /// Hyperparameters with the values each may have.
  init(_ node: ExperimentNode) throws(ExperimentError) {
    guard let entries = node.entries, !entries.isEmpty else {
      throw node.error(accepted: "hyperparameters and their values, such as {depth: [16, 32]}")
    }
    var dimensions: [Dimension] = []
    for entry in entries {
      dimensions.append(try Dimension(entry.key, entry.value, after: dimensions))
    }
    self.init(dimensions)
  }

  /// Refuses a space that a strategy cannot search.
  func check(_ strategy: Strategy, node: ExperimentNode) throws(ExperimentError) {
    switch strategy {
    case .random, .tpe: return
    case .sobol:
      guard dimensions.count <= SobolSequence.mostDimensions else {
        throw node.error(
          "space: \(dimensions.count) hyperparameters",
          accepted: "accepted: up to \(SobolSequence.mostDimensions) with sobol")
      }
    case .grid:
      if let endless = dimensions.first(where: { $0.domain.count == nil }),
        let entry = node.entries?.first(where: { $0.key == endless.name })
      {
        throw .wrong(
          entry.keyPlace, found: "space.\(endless.name): a grid of numbers without end",
          accepted: "accepted: linspace, logspace or a list, or another strategy")
      }
      guard grid() != nil else {
        throw node.error(
          "space: more than \(Self.largestGrid) configurations",
          accepted: "accepted: fewer in a grid, or another strategy")
      }
    }
  }
}

extension Dimension {
  /// - Parameter earlier: those that its conditions may look at.
  fileprivate init(
    _ name: String, _ node: ExperimentNode, after earlier: [Dimension]
  ) throws(ExperimentError) {
    guard let entries = node.entries else {
      self.init(name, try Domain(list: node))
      return
    }
    let fields = try Fields(node, accepting: Domain.kinds + ["when"])
    let kinds = entries.filter { $0.key != "when" }
    guard let kind = kinds.first, kinds.count == 1 else {
      throw node.error(
        kinds.isEmpty
          ? "\(node.path): no values"
          : "\(node.path): \(kinds.map(\.key).joined(separator: " and "))",
        accepted: "accepted: one of " + Domain.kinds.joined(separator: ", "))
    }
    self.init(
      name, try Domain(kind.key, kind.value), when: try Self.conditions(fields["when"], earlier))
  }

  /// What other hyperparameters must be: a value, or one of several.
  private static func conditions(
    _ node: ExperimentNode?, _ earlier: [Dimension]
  ) throws(ExperimentError) -> [Condition] {
    guard let node, !node.isNull else { return [] }
    guard let entries = node.entries else {
      throw node.error(accepted: "hyperparameters before it, such as {optimizer: sgd}")
    }
    return try entries.map { entry throws(ExperimentError) in
      guard let other = earlier.first(where: { $0.name == entry.key }) else {
        throw .wrong(
          entry.keyPlace, found: "\(node.path): no \(quoted(entry.key)) before it in the space",
          accepted: Spelling(earlier.map(\.name)).advice(for: entry.key))
      }
      let items: [ExperimentNode] =
        if case .list(let list) = entry.value.content { list } else { [entry.value] }
      for item in items { try other.check(item) }
      guard !items.isEmpty else { throw entry.value.error(accepted: "a value, or several") }
      return Condition(entry.key, isOneOf: items.map(\.flow))
    }
  }

  /// Refuses a condition that never holds, as far as a few values tell.
  private func check(_ value: ExperimentNode) throws(ExperimentError) {
    guard let count = domain.count, count <= 100 else { return }
    let texts = (0..<count).map(domain.text(at:))
    let isKnown = texts.contains { text in
      text == value.flow || (Double(text).map { $0 == Double(value.flow) } ?? false)
    }
    guard isKnown else {
      throw value.error(
        "\(value.path): found \(value.found)", accepted: Spelling(texts).advice(for: value.flow))
    }
  }
}

extension Domain {
  static let kinds = [
    "choice", "range", "linspace", "logspace", "uniform", "log_uniform", "integer", "log_integer",
  ]

  /// Values in a row; numbers that ascend or descend keep their order.
  fileprivate init(list node: ExperimentNode) throws(ExperimentError) {
    guard case .list = node.content else {
      throw node.error(
        accepted: "a list of values, or one of " + Self.kinds.joined(separator: ", "))
    }
    let items = try node.distinctItems()
    let numbers = items.compactMap { $0.number?.value }
    let texts = items.map(\.flow)
    let pairs = zip(numbers, numbers.dropFirst())
    let isOrdered = pairs.allSatisfy { $0 < $1 } || pairs.allSatisfy { $0 > $1 }
    self = numbers.count == items.count && isOrdered ? .steps(texts) : .choice(texts)
  }

  fileprivate init(_ kind: String, _ node: ExperimentNode) throws(ExperimentError) {
    switch kind {
    case "choice": self = .choice(try node.distinctItems().map(\.flow))
    case "range": self = try Self.range(node)
    case "linspace":
      let (low, high, count) = try node.ends("[low, high, count], such as [0, 0.5, 6]")
      self = .linspace(low, high, count: count)
    case "logspace":
      let words = "[low, high, count] with ends greater than 0, such as [1e-4, 1e-1, 4]"
      let (low, high, count) = try node.ends(words)
      guard low > 0, high > 0 else { throw node.error(accepted: words) }
      self = .logspace(low, high, count: count)
    case "integer", "log_integer":
      let isLogarithmic = kind == "log_integer"
      let words =
        "[low, high], two whole numbers\(isLogarithmic ? " from 1" : ""), the lower one first"
      guard let ends = node.wholes, ends.count == 2, ends[0] < ends[1],
        !isLogarithmic || ends[0] >= 1
      else { throw node.error(accepted: words) }
      self = .integer(low: ends[0], high: ends[1], step: 1, isLogarithmic: isLogarithmic)
    default:
      let isLogarithmic = kind == "log_uniform"
      guard let ends = node.numbers, ends.count == 2, ends[0] < ends[1],
        !isLogarithmic || ends[0] > 0
      else {
        throw node.error(
          accepted:
            "[low, high], two numbers\(isLogarithmic ? " greater than 0" : ""), the lower one first"
        )
      }
      self = .real(low: ends[0], high: ends[1], isLogarithmic: isLogarithmic)
    }
  }

  /// Both ends included, where a step hits the high one.
  private static func range(_ node: ExperimentNode) throws(ExperimentError) -> Domain {
    let words = "[low, high] or [low, high, step], the lower end first, such as [16, 64, 16]"
    guard let numbers = node.numbers, (2...3).contains(numbers.count), numbers[0] < numbers[1]
    else { throw node.error(accepted: words) }
    let step = numbers.count == 3 ? numbers[2] : 1
    guard step > 0, (numbers[1] - numbers[0]) / step < 1_000_000 else {
      throw node.error(accepted: words)
    }
    if let wholes = node.wholes {
      return .range(wholes[0], wholes[1], step: wholes.count == 3 ? wholes[2] : 1)
    }
    let count = Int((numbers[1] - numbers[0]) / step + 1e-9) + 1
    guard count > 1 else { throw node.error(accepted: words) }
    return .linspace(numbers[0], numbers[0] + step * Double(count - 1), count: count)
  }
}

extension ExperimentNode {
  /// The numbers of a list; nil for anything else. Larger ones have differences that are no number.
  fileprivate var numbers: [Double]? {
    guard case .list(let items) = content else { return nil }
    let numbers = items.compactMap { $0.number?.value }.filter { abs($0) <= 1e100 }
    return numbers.count == items.count ? numbers : nil
  }

  /// The whole numbers of a list; nil for anything else. Larger ones have no neighbours among doubles.
  fileprivate var wholes: [Int]? {
    guard case .list(let items) = content else { return nil }
    let numbers = items.compactMap { $0.number.flatMap { Int($0.text) } }
      .filter { $0.magnitude <= 1 << 53 }
    return numbers.count == items.count ? numbers : nil
  }

  /// Two ends and how many numbers there are from one to the other.
  fileprivate func ends(
    _ accepted: String
  ) throws(ExperimentError) -> (low: Double, high: Double, count: Int) {
    guard let numbers, numbers.count == 3, numbers[0] != numbers[1],
      let count = Int(exactly: numbers[2]), (2...10_000).contains(count)
    else { throw error(accepted: accepted) }
    return (numbers[0], numbers[1], count)
  }

  /// The values of a list, each once.
  fileprivate func distinctItems() throws(ExperimentError) -> [ExperimentNode] {
    guard case .list(let items) = content, !items.isEmpty else {
      throw error(accepted: "a list of one value or more")
    }
    var seen: Set<String> = []
    for item in items {
      if item.isNull { throw item.error(accepted: "a value") }
      guard seen.insert(item.flow).inserted else {
        throw item.error(
          "\(path): \(clipped(item.flow)) twice", accepted: "accepted: each value once")
      }
    }
    return items
  }
}
