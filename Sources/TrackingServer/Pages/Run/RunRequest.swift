import Markup
import RunStore
import Workbench

/// What the address of a run's page asks for.
struct RunRequest: Sendable, Hashable {
  let run: RunIdentifier
  /// Which weights are looked at and evaluated.
  var checkpoint = CheckpointChoice.best
  var split = ImageSplit.test

  init(_ run: RunIdentifier, _ fields: [(name: String, value: String)] = []) throws(APIError) {
    self.run = run
    for (name, value) in fields {
      switch name {
      case "checkpoint":
        guard let choice = CheckpointChoice(value) else {
          throw .invalid("checkpoint: \"\(value)\"; accepted: best, last or an epoch")
        }
        checkpoint = choice
      case "split":
        guard let part = ImageSplit(rawValue: value) else {
          throw .invalid("split: \"\(value)\"; accepted: train, validation or test")
        }
        split = part
      default: break
      }
    }
  }

  var address: Address {
    var address = Address("runs", run.text)
    if checkpoint != .best { address.fields.append(.init("checkpoint", checkpoint.description)) }
    if split != .test { address.fields.append(.init("split", split.rawValue)) }
    return address
  }
}
