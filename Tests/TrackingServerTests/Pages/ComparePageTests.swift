import Foundation
import RunStore
import Testing
import Workbench

@testable import TrackingServer

/// Three runs that differ in depth.
private func visitor() throws -> (Visitor, String) {
  let visitor = try Visitor()
  let ids = try [(8, 0.5), (16, 0.7), (32, 0.6)].map { depth, best in
    try visitor.addRun(
      "depth-\(depth)", epochs: [0.3, best],
      params: [("depth", .number(Double(depth))), ("kernel", .number(3))])
  }
  return (visitor, ids.map { "run=\($0)" }.joined(separator: "&"))
}

@Test func laysCurvesOverOneAnotherAndShowsWhatDiffers() async throws {
  let (visitor, runs) = try visitor()
  let page = try await visitor.get("/compare?\(runs)").text
  for piece in [
    "<h1>Compare 3 runs</h1>", "val_accuracy by epoch", "<th scope=\"row\">depth</th>",
    "class=\"winner\"><span class=\"best\">0.7000</span>", "val_accuracy by depth",
    "class=\"line thin\"",
    "Best val_accuracy by setting",
  ] {
    #expect(page.contains(piece), "\(piece)")
  }
  #expect(!page.contains("<th scope=\"row\">kernel</th>"))
  #expect(
    try await visitor.get("/compare?\(runs)&all=1").text.contains("<th scope=\"row\">kernel</th>"))
}

@Test func drawsAsPlotDoes() async throws {
  let (visitor, runs) = try visitor()
  let page = try await visitor.get(
    "/compare?\(runs)&metric=val_loss&axis=seconds&log=1&smooth=0.6"
  ).text
  #expect(page.contains("val_loss by seconds, log scale, smoothed 0.6"))
  #expect(page.contains("--x seconds --log --smooth 0.6 --db"))
}

@Test func comparesWhatAFilterFinds() async throws {
  let (visitor, _) = try visitor()
  let page = try await visitor.get("/compare?where=params.depth%20%3E%3D%2016")
  #expect(
    page.text.contains("Compare 2 runs") && page.text.contains("convoy compare depth-32 depth-16"))
  let wrong = try await visitor.get("/compare?where=x")
  #expect(wrong.status == 400 && wrong.text.contains("where: column 1"))
}

@Test func answersWhatComparePrints() async throws {
  let (visitor, runs) = try visitor()
  let answer = try await visitor.get("/compare?\(runs)", accept: "application/json")
  let comparison = try JSONDecoder().decode(RunComparison.self, from: Data(answer.text.utf8))
  #expect(comparison.runs.map(\.name) == ["depth-8", "depth-16", "depth-32"])
}

@Test func leavesTheTablesFormForAPlainAddress() async throws {
  let (visitor, runs) = try visitor()
  let answer = try await visitor.get("/compare?back=%2F&tag=&\(runs)")
  #expect(answer.status == 303 && answer.headers[.location] == "/compare?\(runs)")
}

@Test(arguments: [
  ("/compare?run=depth-8", "1 run"), ("/compare?run=depth-8&run=nothing", "no such run"),
  (
    "/compare?run=depth-8&run=depth-16&smooth=2",
    "smooth: \"2\"; accepted: 0 to 0.999".replacing("\"", with: "&quot;")
  ),
  ("/compare?run=depth-8&run=depth-16&axis=x", "axis: &quot;x&quot;; accepted: epoch or seconds"),
])
func saysWhatCannotBeCompared(_ target: String, _ message: String) async throws {
  let (visitor, _) = try visitor()
  let answer = try await visitor.get(target)
  #expect((400...404).contains(answer.status) && answer.text.contains(message))
}
