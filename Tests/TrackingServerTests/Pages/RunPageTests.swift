import ConvEngine
import Datasets
import Foundation
import RunStore
import Testing
import Training
import Workbench

@testable import TrackingServer

@Test func showsEverythingOfARun() async throws {
  let visitor = try Visitor()
  let run = try visitor.addRun("first", tags: ["kind=base"], note: "Line one.\nLine <two>.")
  let page = try await visitor.get("/runs/\(run)")
  #expect(page.status == 200)
  for piece in [
    "<title>first · convoy</title>", "<h1><bdi>first</bdi></h1>", "epoch 3/3", "kind=base",
    "Line one.\nLine &lt;two&gt;.", "loss by epoch", "accuracy by epoch", "train_loss",
    "convoy-chart",
    "<th scope=\"row\">depth</th><td>32</td>", "avx2", "created",
    "convoy run &#39;a b.yaml&#39;", "convoy reproduce first", "convoy show first --db",
    "convoy plot val_accuracy first --db",
  ] {
    #expect(page.text.contains(piece), "\(piece)")
  }
  #expect(!page.text.contains("<style") && !page.text.contains("data-live"))
}

@Test(arguments: hostileNames)
func aRunsPageKeepsItsNameText(_ name: String) async throws {
  let visitor = try Visitor()
  let params: [(name: String, value: ParamValue)] = [(name, .text(name))]
  let run = try visitor.addRun(name, tags: [name], note: name, params: params)
  let other = try visitor.addRun(name + "2", params: [(name, .text("2"))])
  for target in [
    "/runs/\(run)", "/compare?run=\(run)&run=\(other)", "/compare?run=\(run)&run=\(other)&all=1",
  ] {
    let html = try await visitor.get(target).text
    for sign in ["<script>alert", "<img src=x", "<svg onload", "' onfocus='"] {
      #expect(!html.contains(sign), "\(target)")
    }
  }
}

@Test func aRunAnswersWhatShowPrints() async throws {
  let visitor = try Visitor()
  let run = try visitor.addRun("first")
  let answer = try await visitor.get("/runs/\(run)", accept: "application/json")
  let record = try JSONDecoder().decode(RunRecord.self, from: Data(answer.text.utf8))
  #expect(record.id == run && record.name == "first")
}

@Test func namesLeadToRuns() async throws {
  let visitor = try Visitor()
  let run = try visitor.addRun("first run")
  let answer = try await visitor.get("/runs/first%20run")
  #expect(answer.status == 303 && answer.headers[.location] == "/runs/\(run)")
  let below = try await visitor.get("/runs/first%20run/weights?tensor=a%26b")
  #expect(below.status == 303)
  #expect(below.headers[.location] == "/runs/\(run)/weights?tensor=a%26b")
  let missing = try await visitor.get("/runs/second")
  #expect(missing.status == 404 && missing.text.contains("no such run; accepted: a name"))
  #expect(try await visitor.get("/runs/\(run)/nothing").status == 404)
  #expect(try await visitor.get("/runs/\(run)?checkpoint=x").status == 400)
}

@Test func editsTheNote() async throws {
  let visitor = try Visitor()
  let run = try visitor.addRun("first")
  let answer = try await visitor.post("/runs/\(run)/note", "note=Better.%0D%0ATwice.")
  #expect(answer.headers[.location] == "/runs/\(run)")
  #expect(try visitor.store.run(run).note == "Better.\nTwice.")
  #expect(try await Visitor(isReadOnly: true).post("/runs/\(run)/note", "note=x").status == 403)
}

@Test func aRunningRunIsFollowed() async throws {
  let visitor = try Visitor()
  let run = try visitor.addRun("first", isRunning: true)
  #expect(try await visitor.get("/runs/\(run)").text.contains("data-live=\"/runs/\(run)/live\""))
  #expect(try await visitor.get("/").text.contains("data-live=\"/live?"))
}

@Test func aStreamTellsWhatChangedAndEndsWithTheRun() async throws {
  let visitor = try Visitor()
  let run = try visitor.addRun("first")
  let stream = try await visitor.get("/runs/\(run)/live", accept: "text/event-stream")
  #expect(stream.headers[.contentType] == "text/event-stream; charset=utf-8")
  for id in ["state", "curves", "metrics", "checkpoints", "events"] {
    #expect(stream.text.contains("data: {\"id\":\"\(id)\",\"html\":\""))
  }
  #expect(stream.text.hasSuffix("event: over\ndata:\n\n"))
  let rows = try await visitor.get("/live?column=status&run=\(run)", accept: "text/event-stream")
  #expect(rows.text.contains("data: {\"id\":\"run-\(run)\",\"html\":\"<td class="))
}

@Test func evaluatesWhenAskedTo() async throws {
  let visitor = try Visitor()
  let text = """
    name: small
    dataset: {name: shapes, train: 60, test: 40, validation: 0.2}
    model: [conv: {depth: 4, kernel: 3, stride: 2}, max_pool, flatten, dense: 10]
    training: {epochs: 1, batch: 32, optimizer: {adam: {learning_rate: 0.01}}, seed: 5}
    """
  var options = LaunchOptions(
    data: DataLocation(explicit: visitor.folder.path), execution: ExecutionOptions(threads: 1),
    commandLine: ["convoy", "run", "small.yaml"])
  options.folder = visitor.folder.path
  let experiment = try ExperimentSpec(text: text, path: "small.yaml", overrides: [])
  let run = try Launch(experiment, options: options).run(in: visitor.store).id

  let page = try await visitor.get("/runs/\(run)").text
  for piece in [
    "conv_1", "dense_1", "kernels.png?checkpoint=best", "weights/1.safetensors", ">Evaluate<",
  ] {
    #expect(page.contains(piece), "\(piece)")
  }
  #expect(
    try await visitor.get("/runs/\(run)/evaluation", accept: "application/json").status == 404)
  let answer = try await visitor.post("/runs/\(run)/evaluation", "checkpoint=last&split=validation")
  #expect(answer.headers[.location] == "/runs/\(run)?checkpoint=last&split=validation#evaluation")
  let evaluated = try await visitor.get("/runs/\(run)?checkpoint=last&split=validation").text
  for piece in [
    "Accuracy by class", "<table class=\"matrix\">", "The surest mistakes", "data:image/png",
  ] {
    #expect(evaluated.contains(piece), "\(piece)")
  }
  let document = try await visitor.get(
    "/runs/\(run)/evaluation?checkpoint=last&split=validation", accept: "application/json")
  let report = try JSONDecoder().decode(EvaluationReport.self, from: Data(document.text.utf8))
  #expect(report.count == 12 && report.split == .validation)

  let kernels = try await visitor.get("/runs/\(run)/kernels.png", accept: "image/png")
  #expect(kernels.status == 200 && kernels.headers[.contentType] == "image/png")
  let weights = try await visitor.get("/runs/\(run)/weights/best.safetensors", accept: "*/*")
  #expect(weights.headers[.contentDisposition]?.contains("best.safetensors") == true)
  let written = try WeightsTransfer(visitor.store).fileBytes(of: run, .best, format: .safetensors)
  #expect(weights.bytes == written && weights.text.contains("conv_1.kernel"))
  let archive = try await visitor.get("/runs/\(run)/weights/last.npz", accept: "*/*")
  #expect(
    try archive.bytes == WeightsTransfer(visitor.store).fileBytes(of: run, .last, format: .npz))
  let shown = try await visitor.get("/runs/\(run)/weights?checkpoint=last")
  for piece in [
    "Checkpoint of epoch 1", "<th scope=\"row\">conv_1.kernel</th><td>3×3×3×4</td>",
    "data:image/png", "convoy weights show small-1 --checkpoint last --db",
  ] {
    #expect(shown.text.contains(piece), "\(piece)")
  }
  #expect(try await visitor.get("/runs/\(run)/weights/best.exe").status == 404)
}
