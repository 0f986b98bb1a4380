import Workbench

extension WeightsReport {
  /// A row for each tensor, then the kernels.
  ///
  /// - Parameter depth: the colours kernels are drawn in; nil for numbers instead.
  func lines(for destination: Destination, depth: ColorDepth?) -> [String] {
    let isHealthy = tensors.allSatisfy { $0.nonFinite == 0 }
    var columns: [TextTable.Column] = [
      .text("tensor"), .text("shape"), .number("norm"), .number("mean"), .number("min"),
      .number("max"), .number("dead filters"),
    ]
    if !isHealthy { columns.append(.number("NaN or ±Inf")) }
    var table = TextTable(columns)
    for tensor in tensors {
      var cells: [TextTable.Cell] = [
        .init(tensor.name), .init(tensor.shape.map(String.init).joined(separator: "×")),
        .init(Format.metric(tensor.norm)), .init(Format.metric(tensor.mean)),
        .init(Format.metric(tensor.min)), .init(Format.metric(tensor.max)), deadCell(tensor),
      ]
      if !isHealthy {
        cells.append(
          .init(Format.count(tensor.nonFinite), style: tensor.nonFinite > 0 ? .bad : .quiet))
      }
      table.append(cells)
    }
    let width = destination.width ?? 80
    let drawn = kernels.map { [""] + $0.lines(width: width - 1, depth: depth) } ?? []
    let which = epoch.map { "checkpoint of epoch \($0)" } ?? artifact ?? ""
    return ["\(runName), \(which)", ""] + table.lines(for: destination) + drawn
  }

  /// `3 of 32 (9.4 %)`.
  private func deadCell(_ tensor: TensorStatistics) -> TextTable.Cell {
    guard let filters = tensor.filters, let dead = tensor.deadFilters, let share = tensor.deadShare
    else { return "" }
    if dead == 0 { return .init("0 of \(filters)", style: .quiet) }
    return .init("\(dead) of \(filters) (\(Format.percent(share)))", style: .caution)
  }
}
