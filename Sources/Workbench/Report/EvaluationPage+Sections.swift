import Markup
import Charts
import Datasets
import Pictures

extension EvaluationPage {
  /// A bar for each class, the best first.
  func classSection() -> String {
    let order = report.perClass.indices.sorted {
      (report.perClass[$1].accuracy ?? -1, $0) < (report.perClass[$0].accuracy ?? -1, $1)
    }
    let bars = order.map { label in
      let result = report.perClass[label]
      let share = result.accuracy ?? 0
      return """
        <li><span>\(name(label))</span>\
        <span class="bar"><i style="width:\(NumberText.fixed(100 * share, 2))%"></i></span>\
        <b>\(result.accuracy.map(PageText.percent) ?? "–")</b>\
        <small>\(NumberText.count(report.confusion[label][label])) of \(NumberText.count(result.count))\
        </small></li>
        """
    }
    return section(
      "Accuracy by class", "<ol class=\"bars\">\n\(bars.joined(separator: "\n"))\n</ol>")
  }

  /// The confusion matrix, tinted by shares of a true class: right ones by themselves, wrong ones
  /// relative to the most frequent mistake.
  func confusionSection() -> String {
    let sums = report.confusion.map { max(1, $0.reduce(0, +)) }
    func share(_ label: Int, _ predicted: Int) -> Double {
      Double(report.confusion[label][predicted]) / Double(sums[label])
    }
    let labels = report.confusion.indices
    let worst =
      labels.flatMap { label in
        labels.filter { $0 != label }.map { share(label, $0) }
      }.max() ?? 0
    let rows = labels.map { label in
      let cells = labels.map { predicted in
        let count = report.confusion[label][predicted]
        if count == 0 { return "<td class=\"none\">·</td>" }
        let isRight = label == predicted
        let tint = share(label, predicted) / (isRight || worst == 0 ? 1 : worst)
        let title =
          "\(name(label)) taken for \(name(predicted)): "
          + "\(PageText.percent(share(label, predicted)))"
        return "<td class=\"\(isRight ? "right" : "wrong")\" "
          + "style=\"--tint:\(NumberText.fixed(tint, 2))\" title=\"\(title)\">\(count)</td>"
      }
      return "<tr><th scope=\"row\">\(name(label))</th>\(cells.joined())</tr>"
    }
    let heads = labels.map { "<th scope=\"col\"><span>\(name($0))</span></th>" }.joined()
    let common = evaluation.commonConfusions(6).map { pair in
      "<li>\(name(pair.label)) taken for \(name(pair.predicted)) "
        + "<b>\(PageText.percent(share(pair.label, pair.predicted)))</b></li>"
    }
    let list = common.isEmpty ? "" : "\n<ul class=\"common\">\(common.joined())</ul>"
    return section(
      "Which classes are taken for which",
      """
      <p class="quiet">A row for each true class, a column for each predicted one.</p>
      <div class="wide"><table class="confusion">
      <thead><tr><td></td>\(heads)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>\(list)
      """)
  }

  /// The mistakes the network was surest of.
  func mistakeSection(_ count: Int) throws -> String {
    let figures = try evaluation.surestMistakes(count).compactMap { verdict -> String? in
      guard let picture = evaluation.picture(of: verdict) else { return nil }
      let (label, predicted) = (name(verdict.label), name(verdict.predicted))
      return """
        <figure title="\(report.split.rawValue) picture \(verdict.image)">\
        <img alt="\(label) taken for \(predicted)" src="\(try PictureFile.dataURL(of: picture))">\
        <figcaption><b>\(predicted)</b> \(PageText.probability(verdict.probability))<br>\
        <span>is \(label), \(PageText.probability(verdict.labelProbability))</span></figcaption></figure>
        """
    }
    if figures.isEmpty { return "" }
    return section(
      "The surest mistakes",
      """
      <p class="quiet">What the network takes a picture for and how sure it is; then the true class \
      and what it gives it.</p>
      <div class="gallery">
      \(figures.joined(separator: "\n"))
      </div>
      """)
  }

  /// The kernels of the first convolution.
  func kernelSection() throws -> String {
    guard let kernels = evaluation.kernels else { return "" }
    let size = kernels.pictures[0]
    let images = try kernels.pictures.enumerated().map { index, picture in
      let source = try PictureFile.dataURL(of: picture)
      return "<img alt=\"kernel \(index + 1)\" title=\"kernel \(index + 1)\" src=\"\(source)\">"
    }
    return section(
      "The kernels of the first layer",
      """
      <p class="quiet">\(NumberText.count(images.count)) kernels of \
      \(size.height)×\(size.width)×\(size.channels), one weight a square; grey is zero.</p>
      <div class="kernels">
      \(images.joined(separator: "\n"))
      </div>
      """)
  }

  /// What the weights of each layer look like.
  func layerSection() -> String {
    func text(_ value: Double?) -> String { value.map { NumberText.short($0) } ?? "–" }
    let rows = evaluation.tensors.map { tensor in
      let dead = tensor.deadFilters.flatMap { dead in tensor.filters.map { "\(dead) of \($0)" } }
      return """
        <tr><th scope="row">\(MarkupText.escaped(tensor.name))</th>\
        <td>\(tensor.shape.map(String.init).joined(separator: "×"))</td>\
        <td>\(text(tensor.norm))</td><td>\(text(tensor.mean))</td><td>\(text(tensor.min))</td>\
        <td>\(text(tensor.max))</td><td>\(dead ?? "")</td></tr>
        """
    }
    return section(
      "Weights by layer",
      """
      <div class="wide"><table class="layers">
      <thead><tr><th scope="col">tensor</th><th scope="col">shape</th><th scope="col">norm</th>\
      <th scope="col">mean</th><th scope="col">least</th><th scope="col">greatest</th>\
      <th scope="col">dead filters</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      """)
  }

  private func section(_ title: String, _ content: String) -> String {
    "<section>\n<h2>\(title)</h2>\n\(content)\n</section>"
  }
}
