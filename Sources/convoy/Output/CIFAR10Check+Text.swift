import Datasets

extension CIFAR10Check {
  /// The check as tables: the files, then the images per class.
  var lines: [String] {
    let fileTable = TextTable(
      [.text("file"), .number("images"), .text("state")],
      rows: files.map {
        [
          .init($0.name), .init(Format.count($0.images)),
          $0.problem != nil
            ? .init("wrong", style: .bad)
            : $0.note != nil ? .init("incomplete", style: .caution) : .init("good", style: .good),
        ]
      })
    let classTable = TextTable(
      [.text("class"), .number("train"), .number("test")],
      rows: classNames.indices.map { index in
        [
          .init(classNames[index]), .init(Format.count(trainCounts[index])),
          .init(Format.count(testCounts[index])),
        ]
      })
    var lines = [folder, ""] + fileTable.lines(for: .standardOutput)
    lines += [""] + classTable.lines(for: .standardOutput)
    if let fingerprint { lines += ["", "fingerprint " + fingerprint] }
    for problem in problems { lines.append("problem: " + problem.singleLine) }
    for note in notes { lines.append("note: " + note.singleLine) }
    return lines
  }
}
