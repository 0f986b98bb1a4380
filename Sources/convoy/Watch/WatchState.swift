import RunStore

/// What the live view shows and where its reader is in it. Keys change it, the store fills it; what is on
/// the screen is a function of it (`WatchView`).
struct WatchState {
  /// What fills the screen.
  enum Subject: Hashable {
    case list
    case single(RunIdentifier)
  }

  /// What a key asks of whoever runs the view.
  enum Effect: Hashable {
    case none
    /// Other curves are wanted.
    case loadCurves
    /// Other runs are wanted.
    case load
    case quit, interrupt, suspend
  }

  var subject = Subject.list
  /// The runs, the newest first; of a single one it alone.
  var runs: [RunRecord] = []
  /// Whether there are more runs than these.
  var hasMore = false
  /// The curves of `drawn`, in its order.
  var curves: [RunCurve] = []
  /// Every metric of the store; those of every training first.
  var metrics: [String] = []

  var selected: RunIdentifier?
  /// Runs chosen to be drawn, in the order they were.
  var marked: [RunIdentifier] = []
  /// nil until there is one.
  var metric: String?
  var isLog = false
  var isByTime = false
  /// The filter in force; empty for all runs.
  var filter = ""
  /// The filter being written, nil while none is.
  var draft: String?
  /// What went wrong, until the next key.
  var message: String?

  /// How many runs are drawn at most; more curves are not told apart.
  static let mostDrawn = 12

  /// The runs whose curves are drawn: those marked; without any, the selected one and those running.
  var drawn: [RunIdentifier] {
    if case .single(let run) = subject { return [run] }
    let present = Set(runs.map(\.id))
    let chosen = marked.filter(present.contains)
    if !chosen.isEmpty { return Array(chosen.prefix(Self.mostDrawn)) }
    let running = runs.filter { $0.status == .running && $0.id != selected }.map(\.id)
    return Array((selected.map { [$0] + running } ?? running).prefix(Self.mostDrawn / 2))
  }

  /// The place of the selected run.
  var selectedIndex: Int { runs.firstIndex { $0.id == selected } ?? 0 }

  /// Takes over what the store holds now.
  mutating func show(_ runs: [RunRecord], hasMore: Bool, metrics: [String]) {
    // Of a selected run that is gone, the one now in its place is.
    let place = selectedIndex
    self.runs = runs
    self.hasMore = hasMore
    self.metrics = WatchState.ordered(metrics)
    if !runs.contains(where: { $0.id == selected }) {
      selected = runs.isEmpty ? nil : runs[min(place, runs.count - 1)].id
    }
    if metric.map(self.metrics.contains) != true { metric = self.metrics.first ?? metric }
  }

  /// The metrics of every training first, then the others by name.
  private static func ordered(_ names: [String]) -> [String] {
    let first = [
      "val_accuracy", "val_loss", "train_loss", "train_accuracy", "test_accuracy", "test_loss",
      "images_per_second", "epoch_seconds", "learning_rate",
    ]
    return first.filter(names.contains) + names.filter { !first.contains($0) }.sorted()
  }

  /// - Parameter page: how many runs the list shows at once.
  mutating func handle(_ key: Key, page: Int) -> Effect {
    if key == .control("c") { return .interrupt }
    if key == .control("z") { return .suspend }
    message = nil
    if let draft { return edit(draft, key) }
    switch key {
    case .character("q"): return .quit
    case .up, .character("k"): return select(selectedIndex - 1)
    case .down, .character("j"): return select(selectedIndex + 1)
    case .pageUp: return select(selectedIndex - page)
    case .pageDown: return select(selectedIndex + page)
    case .home, .character("g"): return select(0)
    case .end, .character("G"): return select(runs.count - 1)
    case .character(" "): return mark()
    case .enter, .right: return open()
    case .escape, .left, .backspace: return close()
    case .character("m"), .tab: return turn(by: 1)
    case .character("M"), .backTab: return turn(by: -1)
    case .character("l"): isLog.toggle()
    case .character("x"): isByTime.toggle()
    case .character("/"):
      if subject == .list { draft = filter }
    case .character, .control, .delete: break
    }
    return .none
  }

  private mutating func select(_ index: Int) -> Effect {
    guard subject == .list, !runs.isEmpty else { return .none }
    selected = runs[min(max(0, index), runs.count - 1)].id
    return .loadCurves
  }

  private mutating func mark() -> Effect {
    guard subject == .list, let selected else { return .none }
    if marked.contains(selected) {
      marked.removeAll { $0 == selected }
    } else {
      marked.append(selected)
    }
    return .loadCurves
  }

  private mutating func open() -> Effect {
    guard subject == .list, let selected else { return .none }
    subject = .single(selected)
    return .load
  }

  /// Goes back by one step: from a run to the list, then to no marks, then to no filter.
  private mutating func close() -> Effect {
    if subject != .list {
      subject = .list
    } else if !marked.isEmpty {
      marked = []
      return .loadCurves
    } else if !filter.isEmpty {
      filter = ""
    } else {
      return .none
    }
    return .load
  }

  private mutating func turn(by step: Int) -> Effect {
    guard let metric, let index = metrics.firstIndex(of: metric) else { return .none }
    self.metric = metrics[(index + step + metrics.count) % metrics.count]
    return .loadCurves
  }

  private mutating func edit(_ draft: String, _ key: Key) -> Effect {
    switch key {
    case .character(let character): self.draft = draft + String(character)
    case .backspace: self.draft = String(draft.dropLast())
    case .control("u"): self.draft = ""
    case .escape: self.draft = nil
    case .enter:
      do {
        _ = try WatchState.filter(draft)
        filter = draft.trimmingBlanks
        self.draft = nil
        return .load
      } catch {
        message = "\(error)"
      }
    case .control, .tab, .backTab, .delete, .up, .down, .left, .right, .home, .end, .pageUp,
      .pageDown:
      break
    }
    return .none
  }

  /// The filter a text means: an expression as everywhere, or a word that names contain.
  static func filter(_ text: String) throws(FilterError) -> Filter? {
    let text = text.trimmingBlanks
    if text.isEmpty { return nil }
    if text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) {
      return try Filter(parsing: "name ilike '%\(text)%'", source: "filter")
    }
    return try Filter(parsing: text, source: "filter")
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    let start = drop { $0 == " " }
    return String(start.prefix(start.count - start.reversed().prefix { $0 == " " }.count))
  }
}
