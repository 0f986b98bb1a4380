import Workbench

extension EvaluationReport {
  func lines(for destination: Destination) -> [String] {
    let classes = TextTable(
      [.text("class"), .number("images"), .number("accuracy")],
      rows: perClass.map {
        [
          .init($0.name), .init(Format.count($0.count)),
          .init($0.accuracy.map(Format.percent) ?? "–"),
        ]
      })
    let matrix = ConfusionTable(classNames: classNames, counts: confusion).table
    return [
      "\(runName), checkpoint of epoch \(epoch), "
        + "\(Format.count(count)) \(split.rawValue) images of \(dataset)",
      "loss \(Format.metric(loss))  accuracy \(Format.metric(accuracy))", "",
    ] + classes.lines(for: destination) + [""] + matrix.lines(for: destination)
  }
}
