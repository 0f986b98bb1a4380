import Foundation
import RunStore
import Testing
import Workbench

@testable import TrackingServer

extension Visitor {
  /// A sweep of four trials that were trained to two rungs.
  fileprivate func addSweep(_ name: String) throws -> RunIdentifier {
    let trials = [(8, "0.001", 0.5), (8, "0.01", 0.7), (16, "0.001", 0.6), (16, "0.01", 0.9)]
    let sweep = try store.createSweep(
      NewSweep(
        name: name, text: "name: <\(name)>\n", experimentText: "",
        metric: BestMetric("val_accuracy"),
        trials: trials.enumerated().map {
          NewTrial(draw: $0, configuration: ["depth": "\($1.0)", "rate": $1.1])
        }, createdAt: Visitor.now.date))
    for (index, (depth, rate, best)) in trials.enumerated() {
      let run = try addRun(
        "\(name)-\(index + 1)", epochs: [0.2, best], tags: ["sweep=\(name)"],
        params: [("depth", .number(Double(depth))), ("rate", ParamValue(parsing: rate))])
      let claim = try store.claimTrial(of: sweep, at: Visitor.now.date) { _ in
        .take(number: index + 1, rung: 0)
      }
      guard case .trial(let trial) = claim else { continue }
      try store.reuse(
        run, as: trial, reports: [(epoch: 1, value: 0.2), (epoch: 2, value: best)],
        at: Visitor.now.date)
    }
    return sweep
  }
}

@Test func showsTrialsRungsAndEffects() async throws {
  let visitor = try Visitor()
  let sweep = try visitor.addSweep("search")
  let list = try await visitor.get("/sweeps").text
  #expect(list.contains("<a href=\"/sweeps/\(sweep)\"><bdi>search</bdi></a>"))
  #expect(
    list.contains(
      "<td class=\"number\">0.9000</td><td class=\"number\">4</td><td class=\"number\">4</td>"))
  #expect(try await visitor.get("/sweeps/search").headers[.location] == "/sweeps/\(sweep)")
  let page = try await visitor.get("/sweeps/\(sweep)").text
  for piece in [
    "4 finished", "best val_accuracy 0.9000 by trial 4", "<h2>Effects</h2>", "<h2>Rungs</h2>",
    "<th scope=\"row\">1</th><td class=\"number\">4</td>", "<bdi>search-4</bdi>", "reused",
    "class=\"line thin\"", "val_accuracy by trial", "&lt;search&gt;",
    "convoy effects val_accuracy --max --where &#39;tags.sweep = &#39;\\&#39;&#39;search",
  ] {
    #expect(page.contains(piece), "\(piece)")
  }
  #expect(!page.contains("data-live"))
}

@Test func aSweepAnswersWhatSweepPrints() async throws {
  let visitor = try Visitor()
  let sweep = try visitor.addSweep("search")
  let answer = try await visitor.get("/sweeps/\(sweep)", accept: "application/json")
  let document = try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any]
  let trials = document?["trials"] as? [[String: Any]]
  #expect(trials?.map { $0["number"] as? Int } == [4, 2, 3, 1])
  let list = try await visitor.get("/sweeps", accept: "application/json")
  #expect(list.text.contains("\"name\" : \"search\""))
}

@Test func aPageWithoutSweepsSaysHowToBeginOne() async throws {
  let visitor = try Visitor()
  #expect(try await visitor.get("/sweeps").text.contains("convoy sweep experiments/"))
  let missing = try await visitor.get("/sweeps/none")
  #expect(missing.status == 404 && missing.text.contains("no such sweep"))
}

@Test(arguments: hostileNames)
func aSweepsNameStaysText(_ name: String) async throws {
  let visitor = try Visitor()
  let sweep = try visitor.addSweep(name)
  for target in ["/sweeps", "/sweeps/\(sweep)"] {
    let html = try await visitor.get(target).text
    for sign in ["<script>alert", "\"><img", "<svg onload", "' onfocus='"] {
      #expect(!html.contains(sign), "\(target)")
    }
  }
}
