import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes a connection whose client goes on for too long with the body of a request that is answered
/// already. Before the answer, who reads a body bounds how long it may take; between requests Hummingbird
/// does.
final class LeftoverDeadline: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let patience: TimeAmount
  /// Requests that have come whole, and answers that were written.
  private var (whole, answered) = (0, 0)
  private var closing: Scheduled<Void>?

  /// - Parameter patience: how long what is left may take.
  init(patience: TimeAmount) { self.patience = patience }

  func handlerRemoved(context: ChannelHandlerContext) { closing?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .end = unwrapInboundIn(data) {
      whole += 1
      closing?.cancel()
      closing = nil
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) {
      answered += 1
      if answered > whole {
        closing = context.eventLoop.assumeIsolated().scheduleTask(in: patience) {
          context.close(promise: nil)
        }
      }
    }
    context.write(data, promise: promise)
  }
}
