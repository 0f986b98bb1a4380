import HTTPTypes
import Hummingbird
import Markup
import NIOCore
import ServiceLifecycle

/// The parts of a page that change while somebody looks, as server-sent events: `{"id": …, "html": …}`
/// is what the element of that id now holds.
struct LiveStream: Sendable {
  struct Part: Sendable {
    /// Of the element.
    let id: String
    let html: HTML
  }

  /// What a page shows now.
  struct State: Sendable {
    var parts: [Part]
    /// Whether nothing more will change.
    var isOver: Bool
  }

  /// No part is sent more often.
  static let interval: Duration = .seconds(1)
  /// A page that takes long to make is made less often: at most this part of the time is spent on it.
  static let share = 0.1

  let changes: ChangeWatch
  /// Reads the store.
  let state: @Sendable () async throws -> State

  func response() -> Response {
    Response(
      status: .ok,
      headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody { writer in
        let (number, news) = await changes.listen()
        do {
          try await send(on: news, to: &writer)
        } catch {
          await changes.stop(number)
          throw error
        }
        await changes.stop(number)
        try await writer.finish(nil)
      })
  }

  private func send(
    on signals: AsyncStream<Void>, to writer: inout any ResponseBodyWriter
  ) async throws {
    var sent: [String: HTML] = [:]
    var isOver = false
    func news() async throws -> String {
      let state = try await state()
      isOver = state.isOver
      var text = ""
      for part in state.parts where sent[part.id] != part.html {
        sent[part.id] = part.html
        var json = JSONWriter()
        json.object {
          $0.member("id", part.id)
          $0.member("html", part.html.text)
        }
        text += "data: \(String(decoding: json.bytes, as: UTF8.self))\n\n"
      }
      return text + (isOver ? "event: over\ndata:\n\n" : "")
    }
    // The page may be older than the stream.
    try await writer.write(ByteBuffer(string: "retry: 2000\n\n" + news()))
    if isOver { return }
    let clock = ContinuousClock()
    for await _ in signals.cancelOnGracefulShutdown() {
      let begun = clock.now
      let text = try await news()
      // A comment shows that both sides are there.
      try await writer.write(ByteBuffer(string: text.isEmpty ? ":\n\n" : text))
      if isOver { return }
      try await Task.sleep(for: max(LiveStream.interval, (clock.now - begun) / LiveStream.share))
    }
  }
}
