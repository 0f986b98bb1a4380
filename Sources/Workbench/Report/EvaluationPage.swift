import Markup
import Charts
import RunStore

/// An evaluation as one HTML page that needs nothing else: style and pictures are within it, and it
/// loads and runs nothing. It follows the reader's light or dark scheme and fits a telephone.
package struct EvaluationPage {
  let evaluation: DetailedEvaluation

  /// How many of the surest mistakes are shown.
  private static let mistakes = 24

  package init(_ evaluation: DetailedEvaluation) { self.evaluation = evaluation }

  var report: EvaluationReport { evaluation.report }

  /// The document.
  package func html() throws -> String {
    let title = MarkupText.escaped(report.runName)
    let sections = [
      classSection(), confusionSection(), try mistakeSection(Self.mistakes), try kernelSection(),
      layerSection(),
    ]
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" \
      content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
      <title>\(title): \(report.split.rawValue) accuracy \(PageText.percent(report.accuracy))</title>
      <style>
      \(PageStyle.sheet)
      </style>
      </head>
      <body>
      <main>
      \(header)
      \(sections.filter { !$0.isEmpty }.joined(separator: "\n"))
      <footer>Run \(report.run.text), data \(MarkupText.escaped(fingerprint)). \
      Written by convoy \(convoyVersion).</footer>
      </main>
      </body>
      </html>

      """
  }

  private var fingerprint: String {
    let whole = evaluation.record.dataset.fingerprint
    return whole.isEmpty ? "without a fingerprint" : "\(whole.prefix(12))…"
  }

  private var header: String {
    let right = report.confusion.indices.reduce(0) { $0 + report.confusion[$1][$1] }
    let record = evaluation.record
    let facts = [
      ("Accuracy", PageText.percent(report.accuracy)), ("Loss", NumberText.short(report.loss)),
      ("Right, of \(NumberText.count(report.count))", NumberText.count(right)),
      ("Parameters", NumberText.count(record.model.parameters)),
      ("MFLOP a picture", NumberText.fixed(record.model.mflop, 1)),
    ]
    let tiles = facts.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>" }.joined(separator: "\n")
    let question = evaluation.question.map {
      "<p class=\"question\">\(MarkupText.escaped($0))</p>\n"
    }
    return """
      <header>
      <p class="kind">Evaluation</p>
      <h1>\(MarkupText.escaped(report.runName))</h1>
      \(question ?? "")<p class="quiet">The weights of epoch \(report.epoch) on \
      \(NumberText.count(report.count)) \(report.split.rawValue) pictures of \
      \(MarkupText.escaped(report.dataset)); experiment \(MarkupText.escaped(record.experiment)).</p>
      <dl class="tiles">
      \(tiles)
      </dl>
      </header>
      """
  }

  /// A class's name as the page writes it.
  func name(_ label: Int) -> String {
    let names = report.classNames
    return MarkupText.escaped(names.indices.contains(label) ? names[label] : "class \(label)")
  }
}
