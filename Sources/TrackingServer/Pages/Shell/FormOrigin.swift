import Markup
import RunStore

/// The page a form was sent from, as the form tells. Whatever it tells, it is one of this server's pages.
enum FormOrigin: Sendable, Hashable {
  case runs(RunsRequest)
  case run(RunIdentifier)

  init(_ text: String) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts.first.map(String.init) ?? ""
    let fields = parts.count == 2 ? FormText.fields(String(parts[1])) : []
    if path.hasPrefix("/runs/"), let run = RunIdentifier(String(path.dropFirst(6))) {
      self = .run(run)
    } else {
      self = .runs(RunsRequest(fields, isTrash: path == "/trash"))
    }
  }

  /// - Parameter outcome: what the page is to say.
  func address(saying outcome: RunsChange.Outcome) -> Address {
    var address =
      switch self {
      case .runs(let request): request.address
      case .run(let run): Address("runs", run.text)
      }
    address.fields += [
      .init("done", outcome.action.rawValue), .init("count", "\(outcome.count)"),
    ]
    return address
  }
}
