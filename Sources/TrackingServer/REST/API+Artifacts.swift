import Hummingbird
import HTTPTypes
import NIOCore
import RunStore

extension API {
  /// The files of a run as clients without the proxy ask for them.
  @Sendable func listArtifacts(_ fields: Fields) async throws -> [UInt8] {
    let run = try fields.run()
    let folder = try fields.string("path") ?? ""
    let (tracked, files) = try await store.read {
      (try $0.trackedRun(run), try $0.artifacts(of: run))
    }
    let suffix = folder.isEmpty ? "" : "/" + folder
    let path = try ArtifactPath(
      parsing: "\(tracked.experiment)/\(run.digits)/artifacts\(suffix)", isEncoded: false)
    let prefix = folder.isEmpty ? "" : folder + "/"
    return API.json { writer in
      writer.member("root_uri", tracked.artifactURI)
      API.write(path.entries(among: files), prefix: prefix, &writer)
    }
  }

  /// A folder's entries, named relative to it.
  func artifactFolder(_ path: ArtifactPath) async throws -> [UInt8] {
    let files = try await store.read { try $0.artifacts(of: path.run) }
    let entries = path.entries(among: files)
    if entries.isEmpty { return API.empty }
    return API.json { writer in
      API.write(entries, prefix: "", &writer)
    }
  }

  /// A folder's entries as the member `files`.
  static func write(_ entries: [ArtifactEntry], prefix: String, _ writer: inout JSONWriter) {
    writer.name("files")
    writer.array(entries) { writer, entry in
      writer.object {
        $0.member("path", prefix + entry.name)
        $0.member("is_dir", entry.bytes == nil)
        if let bytes = entry.bytes { $0.member("file_size", Int64(bytes)) }
      }
    }
  }

  /// Stores a request's body as a file of a run, part by part.
  func upload(_ request: Request, to path: ArtifactPath) async throws {
    guard !path.components.isEmpty else {
      throw APIError.invalid("Invalid path: accepted: the name of a file below artifacts/")
    }
    let at = now()
    let upload = try await store.write { try $0.beginArtifact(path.path, of: path.run, at: at) }
    do {
      let clock = ContinuousClock()
      let begin = clock.now
      var total = 0
      var part: [UInt8] = []
      for try await chunk in request.body {
        total += chunk.readableBytes
        part.append(contentsOf: chunk.readableBytesView)
        while part.count >= RunStore.artifactPartBytes {
          let full = Array(part.prefix(RunStore.artifactPartBytes))
          part.removeFirst(full.count)
          try await store.write { try $0.append(full, to: upload) }
        }
        let seconds = (clock.now - begin).components.seconds
        guard seconds < 60 || total / Int(seconds) >= 1000 else {
          throw APIError.invalid("the upload is too slow; accepted: 1000 bytes a second or more")
        }
      }
      let length = request.headers[.contentLength].flatMap(Int.init)
      guard length == nil || length == total else {
        throw APIError.invalid("the upload ended after \(total) bytes of \(length ?? 0)")
      }
      let rest = part
      try await store.write { store in
        if !rest.isEmpty { try store.append(rest, to: upload) }
        try store.finishArtifact(upload)
      }
    } catch {
      // What cannot be taken back now goes when a server starts the day after.
      try? await store.write { try $0.cancelArtifact(upload) }
      throw error
    }
  }

  /// A file of a run, read part by part while it is sent.
  func download(_ path: ArtifactPath) async throws -> Response {
    let contents = try await store.read { try $0.artifact(path.path, of: path.run) }
    let store = store
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/octet-stream",
        .contentDisposition:
          "attachment; filename*=UTF-8''\(FormText.encoded(path.components.last ?? ""))",
      ],
      body: ResponseBody(contentLength: contents.bytes) { writer in
        for index in 0..<contents.parts {
          let bytes = try await store.read { try $0.artifactPart(index, of: contents) }
          try await writer.write(ByteBuffer(bytes: bytes))
        }
        try await writer.finish(nil)
      })
  }

  func removeArtifacts(_ path: ArtifactPath) async throws {
    guard !path.components.isEmpty else {
      throw APIError.invalid("Invalid path: accepted: a file or folder below artifacts/")
    }
    try await store.write { try $0.removeArtifacts(path.path, of: path.run) }
  }
}
