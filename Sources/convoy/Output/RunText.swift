import Foundation
import RunStore
import Training

/// A run as `convoy show` prints it.
struct RunText {
  let run: RunRecord
  /// One more than `mostChildren` if there are more.
  var children: [RunChild] = []
  /// Whether it can be told that a run that reads as running does.
  var isLivenessKnown = true
  let advice: ResumeAdvice
  /// The moment ages are counted to.
  let now: Date

  /// The most children that are named.
  static let mostChildren = 10

  func lines(for destination: Destination) -> [String] {
    let palette = destination.palette
    var lines = [
      palette(.heading, run.name) + "  " + palette(run.status.style, run.status.rawValue)
        + (run.deletedAt == nil ? "" : "  " + palette(.caution, "in the trash"))
    ]
    let width = facts.map(\.0.displayWidth).max() ?? 0
    for (name, value) in facts {
      let fill = String(repeating: " ", count: width - name.displayWidth)
      lines.append(palette(.quiet, name) + fill + "  " + value.singleLine)
    }
    for table in [metrics, times, params, checkpoints] where !table.rows.isEmpty {
      lines.append("")
      lines += table.lines(for: destination)
    }
    return lines
  }

  private var facts: [(String, String)] {
    var facts = [
      ("id", run.id.text),
      ("experiment", run.experiment),
      (
        "started",
        "\(Format.moment(run.startedAt)) (\(Format.age(now.timeIntervalSince(run.startedAt))))"
      ),
    ]
    if let deletedAt = run.deletedAt { facts.append(("deleted", Format.moment(deletedAt))) }
    facts += [
      ("duration", Format.duration(run.durationSeconds)), ("epochs", run.epochsText),
    ]
    if !run.isForeign { facts.append(("seed", String(run.seed))) }
    if let parent = run.parent {
      facts.append(("parent", "\(parent.relation.words) \(parent.name ?? parent.id.text)"))
    }
    if !run.tags.isEmpty { facts.append(("tags", run.tags.joined(separator: ", "))) }
    if let note = run.note, !note.isEmpty { facts.append(("note", note)) }
    if let message = run.message { facts.append(("message", message)) }
    if let outlook { facts.append(outlook) }
    if !children.isEmpty { facts.append(("children", childrenText)) }
    return run.isForeign ? facts : facts + ownFacts
  }

  /// What a client does not tell of its run.
  private var ownFacts: [(String, String)] {
    let environment = run.environment
    let dataset = run.dataset
    return [
      (
        "data",
        "\(dataset.name): \(Format.count(dataset.train)) train, "
          + "\(Format.count(dataset.validation)) validation, \(Format.count(dataset.test)) test "
          + "images (fingerprint \(dataset.fingerprint.prefix(12)))"
      ),
      (
        "model",
        "\(Format.count(run.model.parameters)) parameters, "
          + "\(Format.fixed(run.model.mflop, 1)) MFLOP per image"
      ),
      (
        "machine",
        "\(environment.host), \(environment.cpu), \(environment.isa), "
          + "\(Format.plural(environment.threads, "thread")), \(environment.os)"
      ),
      ("software", software),
      ("command", run.commandLine.map(shellQuoted).joined(separator: " ")),
    ]
  }

  /// What can be done with a run that has not finished.
  private var outlook: (String, String)? {
    switch run.status {
    case .finished: nil
    case .running:
      isLivenessKnown
        ? nil
        : ("running", "another machine's; whether it still runs cannot be told from here")
    case .crashed:
      ("crashed", "\(run.progressText), its process is gone; to go on: \(advice(run))")
    case .failed, .interrupted: ("to go on", advice(run))
    }
  }

  private var childrenText: String {
    children.prefix(Self.mostChildren).map {
      "\($0.name) (\($0.relation.word), \($0.status.rawValue))"
    }.joined(separator: ", ") + (children.count > Self.mostChildren ? " and more" : "")
  }

  private var software: String {
    let built = "convoy \(run.environment.convoy), Swift \(run.environment.swift)"
    guard let git = run.environment.git else { return built }
    return built + ", commit \(git.commit.prefix(12))" + (git.dirty ? " with changes" : "")
  }

  private var metrics: TextTable {
    TextTable(
      [
        .text("metric"), .number("last"), .number("best"), .number("epoch"), .number("min"),
        .number("max"), .number("count"),
      ],
      rows: otherMetrics.sorted { $0.key < $1.key }.map { name, summary in
        [
          .init(name), .init(Format.metric(summary.last)), .init(Format.metric(summary.best)),
          .init(summary.bestEpoch.map(String.init) ?? "–"), .init(Format.metric(summary.min)),
          .init(Format.metric(summary.max)), .init(String(summary.count)),
        ]
      })
  }

  private var otherMetrics: [String: MetricSummary] {
    run.metrics.filter { PassTime(metric: $0.key) == nil }
  }

  /// A line per part of a profiled run's steps: the last epoch's times.
  private var times: TextTable {
    let parts = Set(run.metrics.keys.compactMap { PassTime(metric: $0)?.part })
    return TextTable(
      [.text("time, µs per image")] + PassTime.Pass.allCases.map { .number($0.rawValue) },
      rows: parts.sorted { $0.compare($1, options: .numeric) == .orderedAscending }.map { part in
        [.init(part)]
          + PassTime.Pass.allCases.map { pass in
            let summary = run.metrics[PassTime(part, pass).metric]
            return .init(summary.map { Format.fixed($0.last, 2) } ?? "–")
          }
      })
  }

  private var params: TextTable {
    TextTable(
      [.text("parameter"), .text("value")],
      rows: run.params.sorted { $0.key < $1.key }.map {
        [.init($0.key), .init($0.value.description)]
      })
  }

  private var checkpoints: TextTable {
    TextTable(
      [.number("checkpoint"), .text("kind"), .number("size")],
      rows: run.checkpoints.map {
        [.init("epoch \($0.epoch)"), .init($0.kind.rawValue), .init(Format.bytes($0.bytes))]
      })
  }
}

/// `word` as a shell reads it back: quoted where it holds more than plain characters.
func shellQuoted(_ word: String) -> String {
  let isPlain =
    !word.isEmpty
    && word.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x40...0x5A).contains(byte) || (0x2B...0x3A).contains(byte)
        || byte == 0x3D || byte == 0x5F
    }
  return isPlain
    ? word
    : "'"
      + word.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
}
