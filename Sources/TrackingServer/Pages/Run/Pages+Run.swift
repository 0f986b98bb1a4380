import HTTPTypes
import Hummingbird
import Markup
import NIOCore
import Pictures
import RunStore
import Workbench

extension Pages {
  /// Everything below `/runs/RUN`.
  /// - Parameter parts: of the path, from the run on.
  func run(_ request: Request, _ parts: ArraySlice<String>) async throws -> Response? {
    let reference = parts.first ?? ""
    guard let id = RunIdentifier(reference) else {
      // A name, or the beginning of an id, leads to the run.
      guard request.method == .get, !parts.isEmpty else { return nil }
      let id = try await store.read { try $0.resolve(reference, includingDeleted: true) }
      return Response(
        seeing: Address(
          ["runs", id.text] + parts.dropFirst(),
          fields: request.queryFields.map { Address.Field($0.name, $0.value) }))
    }
    let rest = Array(parts.dropFirst())
    switch (request.method, rest.first, rest.count) {
    case (.get, nil, _): return try await runPage(request, id)
    case (.get, "live", 1): return try liveRun(request, id)
    case (.get, "evaluation", 1): return try await evaluation(request, id)
    case (.post, "evaluation", 1): return try await evaluate(request, id)
    case (.post, "note", 1): return try await setNote(request, id)
    case (.get, "kernels.png", 1): return try await kernels(request, id)
    case (.get, "weights", 1): return try await weightsPage(request, id)
    case (.get, "weights", 2): return try await weights(id, file: rest[1])
    case (.get, "artifact", 1): return try await artifact(request, id)
    default: return nil
    }
  }

  private func runPage(_ request: Request, _ id: RunIdentifier) async throws -> Response {
    let fields = request.queryFields
    let wanted = try RunRequest(id, fields)
    if request.wantsJSON { return try Response(encoding: try await store.read { try $0.run(id) }) }
    let detail = try await store.read { try RunDetail(of: id, from: $0) }
    let runPage = RunPage(
      request: wanted, detail: detail,
      evaluation: detail.run.key(for: wanted).flatMap(evaluations.evaluation),
      isReadOnly: store.isReadOnly, now: now())
    var page = runPage.page
    page.commands = page.commands.map(placed)
    page.notice = RunsChange.Outcome(fields).map { .done($0.text) }
    return page.response(store: path)
  }

  private func liveRun(_ request: Request, _ id: RunIdentifier) throws -> Response {
    let wanted = try RunRequest(id, request.queryFields)
    let (store, now) = (store, now)
    return LiveStream(changes: changes) {
      let detail = try await store.read { try RunDetail(of: id, from: $0, isWhole: false) }
      let page = RunPage(
        request: wanted, detail: detail, isReadOnly: store.isReadOnly, now: now())
      return LiveStream.State(parts: page.parts, isOver: detail.run.status != .running)
    }.response()
  }

  private func setNote(_ request: Request, _ id: RunIdentifier) async throws -> Response {
    let fields = try await request.formFields()
    // Browsers send the lines of a text area with carriage returns.
    let text = (fields.last { $0.name == "note" }?.value ?? "").replacing("\r\n", with: "\n")
    let now = now()
    try await store.write { try $0.setNote(id, text, at: now.date) }
    return Response(seeing: Address("runs", id.text))
  }

  /// What `convoy evaluate --json` prints, once it was asked for.
  private func evaluation(_ request: Request, _ id: RunIdentifier) async throws -> Response {
    let wanted = try RunRequest(id, request.queryFields)
    guard request.wantsJSON else {
      var address = wanted.address
      address.fragment = "evaluation"
      return Response(seeing: address)
    }
    let run = try await store.read { try $0.run(id) }
    guard let known = run.key(for: wanted).flatMap(evaluations.evaluation) else {
      throw APIError(
        .resourceDoesNotExist,
        "run \(id): not evaluated since the server began; accepted: a POST here")
    }
    return try Response(encoding: known.report)
  }

  private func evaluate(_ request: Request, _ id: RunIdentifier) async throws -> Response {
    let wanted = try RunRequest(id, try await request.formFields())
    let run = try await store.read { try $0.run(id) }
    guard let key = run.key(for: wanted) else {
      throw APIError.invalid("run \(id): no checkpoint \(wanted.checkpoint); accepted: one it has")
    }
    let known: KnownEvaluation
    do {
      known = try await evaluations.evaluate(key)
    } catch  where !(error is APIError || error is StoreError) {
      // The data set is not here, or not the run's: nothing is wrong with the server.
      throw APIError.invalid("\(error)")
    }
    if request.wantsJSON { return try Response(encoding: known.report) }
    var address = wanted.address
    address.fragment = "evaluation"
    return Response(seeing: address)
  }

  /// The kernels of the first convolution.
  private func kernels(_ request: Request, _ id: RunIdentifier) async throws -> Response {
    let wanted = try RunRequest(id, request.queryFields)
    let png = try await store.read { store -> [UInt8]? in
      let report = try WeightsReport(of: id, wanted.checkpoint, from: store)
      return try report.kernels.map { try PictureFile.png($0.sheet) }
    }
    guard let png else {
      throw APIError(
        .resourceDoesNotExist,
        "run \(id): no convolution over an image's channels; accepted: one that has")
    }
    return Response(
      status: .ok, headers: [.contentType: "image/png", .cacheControl: "private, max-age=60"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: png)))
  }

  /// - Parameter file: `EPOCH.safetensors`, `best.npz`.
  private func weights(_ id: RunIdentifier, file: String) async throws -> Response {
    let parts = file.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, let choice = CheckpointChoice(parts[0]),
      let format = WeightsTransfer.Format(rawValue: parts[1])
    else {
      throw APIError(
        .resourceDoesNotExist, "\(file): accepted: a checkpoint's epoch with .safetensors or .npz")
    }
    let body: ResponseBody
    switch format {
    case .npz:
      let bytes = try await store.read {
        try WeightsTransfer($0).fileBytes(of: id, choice, format: format)
      }
      body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    case .safetensors:
      let file = try await store.read { try WeightsTransfer($0).safetensors(of: id, choice) }
      let store = store
      body = ResponseBody(contentLength: file.bytes) { writer in
        try await writer.write(ByteBuffer(bytes: file.header))
        for tensor in file.tensors {
          let bytes = try await store.read { try $0.elements(of: tensor) }
          try await writer.write(ByteBuffer(bytes: bytes))
        }
        try await writer.finish(nil)
      }
    }
    let name = try await store.read { try $0.run(id).name }
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/octet-stream",
        .contentDisposition: "attachment; filename*=UTF-8''\(FormText.encoded("\(name)-\(file)"))",
      ], body: body)
  }

  /// A file that a client logged, sent part by part.
  private func artifact(_ request: Request, _ id: RunIdentifier) async throws -> Response {
    let path = request.queryFields.last { $0.name == "path" }?.value ?? ""
    let contents = try await store.read { try $0.artifact(path, of: id) }
    let store = store
    let name = path.split(separator: "/").last.map(String.init) ?? "artifact"
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/octet-stream",
        .contentDisposition: "attachment; filename*=UTF-8''\(FormText.encoded(name))",
      ],
      body: ResponseBody(contentLength: contents.bytes) { writer in
        for index in 0..<contents.parts {
          let bytes = try await store.read { try $0.artifactPart(index, of: contents) }
          try await writer.write(ByteBuffer(bytes: bytes))
        }
        try await writer.finish(nil)
      })
  }
}

extension RunRecord {
  /// What an evaluation is known by; nil where there is no such checkpoint.
  fileprivate func key(for request: RunRequest) -> EvaluationCache.Key? {
    let found =
      switch request.checkpoint {
      case .best: checkpoints.first { $0.kind == .best }
      case .last: checkpoints.last
      case .epoch(let epoch): checkpoints.first { $0.epoch == epoch }
      }
    return found.map { .init(run: id, epoch: $0.epoch, split: request.split) }
  }
}
