import Charts
import ConvEngine
import Datasets
import Foundation
import RunStore
import Testing

@testable import Workbench

@Suite struct EvaluationPageTests {
  private func details(_ laboratory: Laboratory, _ run: RunRecord) throws -> DetailedEvaluation {
    try RunEvaluation(
      of: run.id, checkpoint: .last, split: .test,
      data: DataLocation(explicit: laboratory.folder.path)
    ).details(from: laboratory.store)
  }

  @Test func tellsOfEachPictureWhatTheReportCounts() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("training.label_smoothing=0.1")
    let details = try details(laboratory, run)
    #expect(try details.report == laboratory.evaluate(run, .last))
    #expect(details.report.loss == run.metrics["test_loss"]?.last)
    #expect(details.verdicts.map(\.image) == Array(0..<50))
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 10)
    for verdict in details.verdicts {
      confusion[verdict.label][verdict.predicted] += 1
      #expect(verdict.probability >= verdict.labelProbability)
      #expect((0...1).contains(verdict.probability))
    }
    #expect(confusion == details.report.confusion)
    let mistakes = details.surestMistakes(1000)
    #expect(mistakes.count == details.verdicts.count { !$0.isRight })
    #expect(zip(mistakes, mistakes.dropFirst()).allSatisfy { $0.probability >= $1.probability })
    let common = details.commonConfusions(1000)
    #expect(common.map(\.count).reduce(0, +) == mistakes.count)
    #expect(zip(common, common.dropFirst()).allSatisfy { $0.count >= $1.count })
  }

  @Test func givesThePictureOfAVerdict() throws {
    let laboratory = try Laboratory()
    let details = try details(laboratory, laboratory.run("training.epochs=1"))
    let picture = try #require(details.picture(of: details.verdicts[7]))
    let size = 32 * 32 * 3
    #expect(picture.values == Array(details.pictures.pixels[7 * size..<8 * size]))
  }

  @Test func writesAPageThatNeedsNothingElse() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("training.epochs=1", "question=<b>'wild' & \"bold\"")
    let details = try details(laboratory, run)
    let page = try EvaluationPage(details).html()
    for line in ["<!DOCTYPE html>", "Accuracy by class", "Weights by layer", "conv_1.kernel"] {
      #expect(page.contains(line))
    }
    #expect(!page.contains("<b>'wild'"))
    #expect(
      page.contains("<p class=\"question\">&lt;b&gt;&#39;wild&#39; &amp; &quot;bold&quot;</p>"))
    // Nothing is loaded or run: every source is within the page.
    for word in ["http:", "https:", "<script", "<link", "url(", "javascript:"] {
      #expect(!page.contains(word), "\(word)")
    }
    let sources = page.components(separatedBy: "src=\"").dropFirst()
    #expect(sources.allSatisfy { $0.hasPrefix("data:image/png;base64,iVBORw0KGgo") })
    let mistakes = min(24, details.surestMistakes(1000).count)
    #expect(sources.count == mistakes + 4)
    #expect(page.components(separatedBy: "<figure").count - 1 == mistakes)
    for element in ["section", "table", "tr", "td", "th", "div", "li", "figure", "main", "span"] {
      let opened =
        page.components(separatedBy: "<\(element)>").count
        + page.components(separatedBy: "<\(element) ").count - 2
      #expect(opened == page.components(separatedBy: "</\(element)>").count - 1, "\(element)")
    }
  }

  @Test func leavesOutWhatANetworkHasNot() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("training.epochs=1", "model=[flatten, dense: 10]")
    let page = try EvaluationPage(details(laboratory, run)).html()
    #expect(!page.contains("The kernels of the first layer"))
  }

  @Test(arguments: [
    (0.756, "75.6\u{202F}%"), (0.9996, "99.96\u{202F}%"), (0.99999, "&gt;\u{202F}99.99\u{202F}%"),
    (1, "&gt;\u{202F}99.99\u{202F}%"), (0.0001, "&lt;\u{202F}0.1\u{202F}%"), (.nan, "–"),
  ])
  func writesHowSureANetworkIs(value: Double, text: String) {
    #expect(PageText.probability(value) == text)
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (2_168_362, "2,168,362")])
  func writesCounts(value: Int, text: String) {
    #expect(NumberText.count(value) == text)
  }
}
