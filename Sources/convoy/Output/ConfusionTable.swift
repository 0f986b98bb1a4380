/// Which classes were taken for which: a row per true class, a column per predicted one.
struct ConfusionTable {
  let classNames: [String]
  /// [true class][predicted class], counts.
  let counts: [[Int]]

  /// Columns bear the first letters of the class names, as few as tell them apart but at least five.
  var table: TextTable {
    var table = TextTable(
      [.text("true \\ predicted")] + shortNames.map { .number($0) })
    for (index, row) in counts.enumerated() {
      table.append(
        [.init(classNames[index])]
          + row.enumerated().map { column, count in
            .init(
              count == 0 ? "·" : String(count),
              style: column == index ? .good : count == 0 ? .quiet : nil)
          })
    }
    return table
  }

  private var shortNames: [String] {
    let longest = classNames.map(\.count).max() ?? 0
    for length in 5...max(5, longest) {
      let short = classNames.map { String($0.prefix(length)) }
      if Set(short).count == classNames.count { return short }
    }
    return classNames
  }
}
