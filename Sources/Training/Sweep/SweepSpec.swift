package import Search

/// One sweep as values: which experiment it varies, in what, and how good configurations are looked for.
/// Reading the same two texts again gives the same sweep.
package struct SweepSpec: Sendable {
  /// Which values of the metric are better.
  package enum Direction: String, CaseIterable, Sendable { case min, max }

  package let name: String
  /// What the sweep is to find out, in its author's words.
  package let question: String?
  /// What is the same in all trials and not as in the experiment file, as overrides.
  package let settings: [String]
  package let space: SearchSpace
  package let strategy: Strategy
  /// At most; nil for every configuration of a grid.
  package let trials: Int?
  /// What trials are compared by: its best value of any epoch.
  package let metric: String
  /// nil for what the metric's name tells.
  package let direction: Direction?
  package let scheduler: Scheduler
  /// Of what is proposed; the trainings have their own.
  package let seed: UInt64
  package let tags: [String]
  /// The experiment with the first values of everything.
  package let sample: ExperimentSpec
  /// The sweep file and the experiment file, letter for letter.
  package let text, experimentText: String
  /// What error messages call the experiment file.
  let experimentPath: String

  /// Reads a sweep file and the experiment file it names, which is looked for beside it.
  package init(contentsOf path: String) throws(ExperimentError) {
    let text = try ExperimentFile(path: path, kind: .sweep).text()
    try self.init(text: text, path: path) { (name) throws(ExperimentError) in
      let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
      let file = name.hasPrefix("/") ? name : folder + name
      return (file, try ExperimentFile(path: file).text())
    }
  }

  /// Reads a sweep from texts, such as those a store keeps.
  /// - Parameter path: names the sweep's text in error messages.
  package init(text: String, path: String, experimentText: String) throws(ExperimentError) {
    try self.init(text: text, path: path) { name in (name, experimentText) }
  }

  static let keys = [
    "name", "question", "experiment", "set", "space", "strategy", "trials", "metric", "direction",
    "scheduler", "seed", "tags",
  ]

  /// More trials than this are refused: whoever takes one looks at all of them.
  static let mostTrials = 10_000

  private init(
    text: String, path: String,
    experiment: (String) throws(ExperimentError) -> (path: String, text: String)
  ) throws(ExperimentError) {
    let root = try ExperimentNode(yaml: text, path: path, kind: .sweep)
    let fields = try Fields(root, accepting: Self.keys, of: "the sweep")
    self.text = text
    name = try ExperimentSpec.name(fields.required("name", "a word, such as my-sweep"))
    question = try fields["question"].flatMap { node throws(ExperimentError) in
      node.isNull ? nil : try node.text()
    }
    (experimentPath, experimentText) = try experiment(
      fields.required("experiment", "the file to vary, such as cifar10-cnn.yaml").text())
    let set = try Self.settings(fields["set"])
    settings = set.map { "\($0.key)=\($0.value.flow)" }
    let spaceNode = try fields.required("space", "{depth: [16, 32]}")
    space = try SearchSpace(spaceNode)
    strategy =
      try fields["strategy"].map { node throws(ExperimentError) in try Strategy(node) } ?? .grid
    try space.check(strategy, node: spaceNode)
    trials = try fields["trials"].map { node throws(ExperimentError) in
      try node.whole(1...Self.mostTrials)
    }
    guard trials != nil || strategy == .grid else {
      throw root.error("the sweep has no trials", accepted: "accepted: trials: 20")
    }
    direction = try fields["direction"].map { node throws(ExperimentError) in
      try node.choice(Direction.self)
    }
    seed =
      try fields["seed"].map { node throws(ExperimentError) in
        UInt64(try node.whole(0...Int.max))
      } ?? 1
    tags = try ExperimentSpec.tags(fields["tags"])
    let first = try Self.sample(
      of: space, places: spaceNode.places(set), settings: settings,
      experiment: (experimentPath, experimentText))
    sample = first
    scheduler =
      try fields["scheduler"].map { node throws(ExperimentError) in
        try Scheduler(node, epochs: first.training.epochs)
      } ?? .none
    if scheduler != .none,
      let entry = spaceNode.entries?.first(where: { $0.key == "training.epochs" })
    {
      throw .wrong(
        entry.keyPlace, found: "space.training.epochs beside a scheduler",
        accepted: "accepted: epochs in set, or no scheduler")
    }
    let metrics = Metric.recorded(
      hasValidation: first.dataset.validation > 0, eachEpoch: scheduler != .none)
    metric =
      try fields["metric"].map { node throws(ExperimentError) in try node.metric(metrics) }
      ?? first.training.monitor
  }

  private static func settings(
    _ node: ExperimentNode?
  ) throws(ExperimentError) -> [ExperimentNode.Entry] {
    guard let node, !node.isNull else { return [] }
    guard let entries = node.entries else {
      throw node.error(accepted: "name: value pairs, such as {training.epochs: 9}")
    }
    return entries
  }
}

extension SweepSpec {
  /// Of a whole training; where the space has them, those of its first configuration.
  package var epochs: Int { sample.training.epochs }

  /// The experiment of a trial.
  /// - Parameter configuration: the hyperparameters it sets, each with its text.
  package func experiment(_ configuration: [String: String]) throws(ExperimentError)
    -> ExperimentSpec
  {
    try ExperimentSpec(
      text: experimentText, path: experimentPath,
      overrides: settings + Self.overrides(configuration, of: space))
  }

  /// In the space's order.
  fileprivate static func overrides(
    _ configuration: [String: String], of space: SearchSpace
  ) -> [String] {
    space.dimensions.compactMap { dimension in
      configuration[dimension.name].map { "\(dimension.name)=\($0)" }
    }
  }

  /// Reads the experiment with one configuration for each hyperparameter of the space, so that a wrong
  /// name is found before anything is trained; gives the first.
  /// - Parameter places: of each override's name in the sweep file.
  fileprivate static func sample(
    of space: SearchSpace, places: [String: Place], settings: [String],
    experiment: (path: String, text: String)
  ) throws(ExperimentError) -> ExperimentSpec {
    func read(_ configuration: Configuration) throws(ExperimentError) -> ExperimentSpec {
      do throws(ExperimentError) {
        return try ExperimentSpec(
          text: experiment.text, path: experiment.path,
          overrides: settings + overrides(configuration.texts, of: space))
      } catch {
        guard case .wrong(.override(let text), let found, let accepted) = error,
          let place = places[String(text.prefix { $0 != "=" })]
        else { throw error }
        throw .wrong(place, found: found, accepted: accepted)
      }
    }
    let first = try read(space.configuration { $1.domain.text(atUnit: 0) })
    for dimension in space.dimensions where !dimension.conditions.isEmpty {
      _ = try read(space.configuration(with: dimension))
    }
    return first
  }
}

extension ExperimentNode {
  /// Where the names of a space and those set beside it are written.
  fileprivate func places(_ set: [Entry]) -> [String: Place] {
    Dictionary((entries ?? []).map { ($0.key, $0.keyPlace) } + set.map { ($0.key, $0.keyPlace) }) {
      first, _ in first
    }
  }
}

extension SearchSpace {
  /// The first values that let a hyperparameter be there.
  fileprivate func configuration(with dimension: Dimension) -> Configuration {
    var wanted: [String: String] = [:]
    func want(_ dimension: Dimension) {
      for condition in dimension.conditions where wanted[condition.name] == nil {
        wanted[condition.name] = condition.texts.first
        if let next = dimensions.first(where: { $0.name == condition.name }) { want(next) }
      }
    }
    want(dimension)
    return configuration { wanted[$1.name] ?? $1.domain.text(atUnit: 0) }
  }
}
