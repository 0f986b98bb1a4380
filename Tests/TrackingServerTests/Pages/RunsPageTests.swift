import Foundation
import RunStore
import Testing

@testable import TrackingServer

/// Names that would end an element, an attribute, a script or an address if they were not escaped.
let hostileNames = [
  "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)",
  "</title><script>alert(1)</script>", "javascript:alert(1)", "--><svg onload=alert(1)>",
  "&lt;script&gt;", "%3Cscript%3E",
]

@Test(arguments: hostileNames)
func aRunsNameStaysText(_ name: String) async throws {
  let visitor = try Visitor()
  try visitor.addRun(
    name, tags: [name], note: name,
    params: [(name: name, value: .text(name)), (name: "training.epochs", value: .text(name))])
  let encoded = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  for target in [
    "/", "/?column=tags&column=note&column=params.\(encoded)", "/?curve=\(encoded)",
    "/?column=\(encoded)&sort=\(encoded)&where=\(encoded)", "/\(encoded)",
  ] {
    let html = try await visitor.get(target).text
    #expect(html.hasPrefix("<!doctype html>"))
    for sign in ["<script>alert", "\"><img", "<svg onload", "' onfocus='"] {
      #expect(!html.contains(sign), "\(target)")
    }
    #expect(!html.contains("href=\"javascript:"))
  }
}

@Test func listsRunsWithTheirValues() async throws {
  let visitor = try Visitor()
  let run = try visitor.addRun("first", tags: ["baseline"])
  let page = try await visitor.get("/")
  #expect(page.status == 200)
  for piece in [
    "<a href=\"/runs/\(run)\"><bdi>first</bdi></a>", "<span class=\"tag\">baseline</span>",
    "<span class=\"status finished\">finished</span>", "3/3", "0.7000", "1m 00s", "1h ago",
    "convoy-spark", "convoy list --limit 50 --db",
  ] {
    #expect(page.text.contains(piece), "\(piece)")
  }
}

@Test func sendsAStrictPolicyAndNoScriptOrStyleOfItsOwn() async throws {
  let visitor = try Visitor()
  try visitor.addRun("first")
  let page = try await visitor.get("/")
  let policy = page.headers[.init("Content-Security-Policy")!] ?? ""
  #expect(policy.hasPrefix("default-src 'none'"))
  #expect(policy.contains("script-src 'self'") && policy.contains("style-src 'self'"))
  #expect(!policy.contains("unsafe"))
  #expect(!page.text.contains("<style") && !page.text.contains(" style="))
  #expect(page.text.ranges(of: "<script").count == 1 && page.text.contains("<script src=\"/files/"))
}

@Test func filtersSortsAndChoosesColumns() async throws {
  let visitor = try Visitor()
  try visitor.addRun("low", epochs: [0.1, 0.2])
  try visitor.addRun("high", epochs: [0.8, 0.9])
  let filtered = try await visitor.get("/?where=metrics.val_accuracy%20%3E%200.5")
  #expect(filtered.text.contains("high") && !filtered.text.contains(">low<"))
  #expect(filtered.text.contains("--where &#39;metrics.val_accuracy &gt; 0.5&#39;"))
  let sorted = try await visitor.get(
    "/?sort=metrics.val_accuracy.best&order=asc&column=params.depth&column=val_loss"
  ).text
  let low = try #require(sorted.range(of: "<bdi>low")),
    high = try #require(sorted.range(of: "<bdi>high"))
  #expect(low.lowerBound < high.lowerBound)
  #expect(sorted.contains("data-label=\"params.depth\">32<"))
  #expect(
    sorted.contains("--sort metrics.val_accuracy.best --asc --columns name,params.depth,val_loss"))
}

@Test(arguments: [
  ("/?where=metrics.val_accuracy", "filter: column 21: found the end; accepted:"),
  ("/?where=nmae%20%3D%20%271%27", "filter: column 1: found"),
  ("/?sort=1", "sort: column 1: found"),
])
func saysInOneLineWhatIsWrongWithAFilter(_ target: String, _ message: String) async throws {
  let visitor = try Visitor()
  try visitor.addRun("first")
  let page = try await visitor.get(target)
  #expect(page.status == 400)
  #expect(page.text.contains(message))
  #expect(page.text.contains("role=\"alert\""))
}

@Test func pagesThroughManyRuns() async throws {
  let visitor = try Visitor()
  for index in 0..<55 { try visitor.addRun("run-\(index)", epochs: []) }
  let first = try await visitor.get("/")
  #expect(
    first.text.contains("1–50 of 55") && first.text.contains("<a rel=\"next\" href=\"/?page=2\">"))
  let second = try await visitor.get("/?page=2").text
  #expect(
    second.contains("51–55 of 55") && second.contains("<bdi>run-0<")
      && !second.contains("rel=\"next\""))
  let document = try await visitor.get("/", accept: "application/json")
  #expect(document.headers[.init("Link")!] == "</?page=2>; rel=\"next\"")
}

@Test func answersJSONAtTheSameAddress() async throws {
  let visitor = try Visitor()
  let run = try visitor.addRun("first")
  let answer = try await visitor.get("/", accept: "application/json")
  #expect(answer.headers[.contentType] == "application/json")
  let runs = try JSONDecoder().decode([RunRecord].self, from: Data(answer.text.utf8))
  #expect(runs.map(\.id) == [run])
  let metrics = try visitor.store.run(run).metrics
  #expect(runs[0].metrics == metrics)
  let error = try await visitor.get("/?where=x", accept: "application/json")
  #expect(error.status == 400 && error.text.contains("INVALID_PARAMETER_VALUE"))
}

@Test func tagsDeletesAndRestoresTheChosenRuns() async throws {
  let visitor = try Visitor()
  let (a, b) = (try visitor.addRun("a"), try visitor.addRun("b"))
  let both = "run=\(a)&run=\(b)"
  let tagged = try await visitor.post(
    "/runs/change", "\(both)&action=tag&tag=kind%3Dbest+of&back=%2F%3Fpage%3D2")
  #expect(tagged.status == 303)
  #expect(tagged.headers[.location] == "/?page=2&done=tag&count=2")
  #expect(try visitor.store.run(a).tags == ["kind=best of"])
  #expect(try await visitor.get("/?done=tag&count=2").text.contains("2 runs tagged."))
  _ = try await visitor.post("/runs/change", "\(both)&action=untag&tag=kind")
  #expect(try visitor.store.run(b).tags.isEmpty)
  _ = try await visitor.post("/runs/change", "\(both)&action=delete")
  #expect(try visitor.store.run(a).deletedAt != nil)
  #expect(try await visitor.get("/").text.contains("No runs yet"))
  #expect(try await visitor.get("/trash").text.contains("<bdi>a</bdi>"))
  let restored = try await visitor.post("/runs/change", "run=\(a)&action=restore&back=%2Ftrash")
  #expect(restored.headers[.location] == "/trash?done=restore&count=1")
  #expect(try visitor.store.run(a).deletedAt == nil)
}

@Test(arguments: [
  "//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "",
])
func goesBackToItsOwnPagesOnly(_ back: String) {
  let address = FormOrigin(back).address(saying: .init(action: .tag, count: 1)).text
  #expect(address == "/?done=tag&count=1")
}

@Test func refusesFormsOfOtherSitesAndReadOnlyChanges() async throws {
  let visitor = try Visitor()
  let run = try visitor.addRun("a")
  let foreign = try await visitor.post(
    "/runs/change", "run=\(run)&action=delete", origin: "http://evil.example")
  #expect(foreign.status == 403)
  #expect(try visitor.store.run(run).deletedAt == nil)
  for body in [
    "action=delete", "run=\(run)&action=explode", "run=1&action=delete", "run=\(run)&action=tag",
  ] {
    #expect(try await visitor.post("/runs/change", body).status == 400)
  }
  let readOnly = try Visitor(isReadOnly: true)
  let other = try readOnly.addRun("a")
  #expect(try await readOnly.post("/runs/change", "run=\(other)&action=delete").status == 403)
  #expect(try await readOnly.get("/").text.contains("value=\"delete\"") == false)
}

@Test func aMissingPageSaysSo() async throws {
  let page = try await Visitor().get("/nothing")
  #expect(page.status == 404 && page.text.contains("/nothing: no such page; accepted:"))
}

@Test func servesItsFilesForGood() async throws {
  let visitor = try Visitor()
  let html = try await visitor.get("/").text
  for name in ["convoy.css", "convoy.js", "icon.svg"] {
    let start = try #require(html.range(of: "/files/\(name)?v="))
    let target = html[start.lowerBound...].prefix { $0 != "\"" }
    let file = try await visitor.get(String(target))
    #expect(file.status == 200 && file.headers[.cacheControl]?.contains("immutable") == true)
    #expect(
      !file.text.isEmpty && !file.text.contains("http://") || name == "icon.svg"
        || name == "convoy.js")
  }
  #expect(try await visitor.get("/files/../x", accept: "*/*").status == 404)
}
