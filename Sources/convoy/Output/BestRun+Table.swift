import RunStore

extension Convoy.Best {
  /// Prints runs in the order of their ranks; where an epoch had to be reached, with the time it took.
  func printTable(
    ranked runs: [BestRun], by measure: BestMeasure, of metric: String, ids: ShortIdentifiers
  ) {
    let isRace = if case .reaching = measure { true } else { false }
    var table = TextTable(
      [
        .number("rank"), .text("name"), .text("id"), .text("status"), .number(metric),
        .number("epoch"),
      ] + (isRace ? [.number("time")] : []) + [.text("tags")])
    for run in runs {
      table.append(
        [
          "\(run.rank)", .init(run.name), .init(ids[run.id], style: .quiet),
          .init(run.status.rawValue, style: run.status.style),
          .init(Format.metric(run.value), style: run.rank == 1 ? .good : nil), "\(run.epoch)",
        ] + (isRace ? [.init(Format.duration(run.seconds))] : [])
          + [.init(run.tags.joined(separator: ","))])
    }
    convoy.printTable(table)
  }

  /// Prints a front, a column per key.
  func printTable(front runs: [FrontRun], by keys: [RankingKey], ids: ShortIdentifiers) {
    var table = TextTable(
      [.text("name"), .text("id"), .text("status")] + keys.map { .number($0.text) }
        + [.text("tags")])
    for run in runs {
      table.append(
        [
          .init(run.name), .init(ids[run.id], style: .quiet),
          .init(run.status.rawValue, style: run.status.style),
        ] + keys.map { .init(Format.number(run.values[$0.text])) }
          + [.init(run.tags.joined(separator: ","))])
    }
    convoy.printTable(table)
  }
}
