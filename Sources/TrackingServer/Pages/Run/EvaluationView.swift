import Charts
import Markup
import Workbench

/// How a checkpoint does: per class, which classes it takes for which, and its surest mistakes.
struct EvaluationView {
  let evaluation: KnownEvaluation

  private var report: EvaluationReport { evaluation.report }

  var html: HTML {
    HTML {
      Tag.p {
        "accuracy "
        Tag.strong { PageText.percent(report.accuracy) }
        " · loss "
        Tag.strong { PageText.metric(report.loss) }
        Tag.span(.class("quiet")) {
          " · epoch \(report.epoch), \(NumberText.count(report.count)) \(report.split.rawValue) images of \(report.dataset)"
        }
      }
      Tag.div(.class("columns")) {
        classes
        if report.confusion.count <= Self.mostClasses { matrix }
      }
      if !evaluation.mistakes.isEmpty { mistakes }
    }
  }

  private var mistakes: HTML {
    Tag.section {
      Tag.h3 { "The surest mistakes" }
      Tag.div(.class("gallery")) {
        for mistake in evaluation.mistakes {
          Tag.figure {
            Tag.img(
              .class("pixels"), .png(mistake.png), .width(64), .height(64),
              .alt("\(mistake.label) taken for \(mistake.predicted)"))
            Tag.figcaption {
              Tag.strong { mistake.predicted }
              " \(PageText.percent(mistake.probability))"
              Tag.small(.class("quiet")) { "is \(mistake.label)" }
            }
          }
        }
      }
    }
  }

  /// A matrix of more classes is not readable.
  private static let mostClasses = 40

  private var classes: HTML {
    Tag.section {
      Tag.h3 { "Accuracy by class" }
      PageTable(["class", "images", "accuracy"], numbers: 1...2).html(
        report.perClass.map {
          [HTML($0.name), HTML(NumberText.count($0.count)), HTML(PageText.percent($0.accuracy))]
        })
    }
  }

  private var matrix: HTML {
    Tag.section(.class("wide")) {
      Tag.h3 { "Confusion" }
      Tag.div(.class("scroll")) {
        Tag.table(.class("matrix")) {
          Tag.caption(.class("quiet")) {
            "Rows are what the images show, columns what they were taken for."
          }
          Tag.thead {
            Tag.tr {
              Tag.td()
              for name in report.classNames { Tag.th(.scope("col")) { Tag.span { name } } }
            }
          }
          Tag.tbody {
            for (label, row) in report.confusion.enumerated() {
              Tag.tr {
                Tag.th(.scope("row")) { report.classNames[label] }
                cells(row, label)
              }
            }
          }
        }
      }
    }
  }

  private func cells(_ row: [Int], _ label: Int) -> HTML {
    let total = max(1, row.reduce(0, +))
    return HTML {
      for (guess, count) in row.enumerated() {
        // Ten shades, by the share of the row.
        let shade = count == 0 ? 0 : min(10, 1 + count * 10 / total)
        Tag.td(
          .class("h\(shade)" + (guess == label ? " right" : "")),
          .title(
            "\(report.classNames[label]) taken for \(report.classNames[guess]): "
              + "\(count) of \(total)")
        ) { count == 0 ? "" : NumberText.count(count) }
      }
    }
  }
}
