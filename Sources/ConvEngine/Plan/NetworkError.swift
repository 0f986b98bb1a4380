/// Why a network cannot be built or its parameters not be set. One line: where, what was found, what
/// is accepted.
public enum NetworkError: Error, Hashable, Sendable {
  /// The layer at this position of the model, from 0.
  case layer(index: Int, found: String, accepted: String)
  case model(found: String, accepted: String)
  case parameter(name: String, found: String, accepted: String)
  case instructionSet(InstructionSet)
  case memory(needed: Int, available: Int)
}

extension NetworkError: CustomStringConvertible {
  /// One line.
  public var description: String {
    switch self {
    case .layer(let index, let found, let accepted):
      "model.layers[\(index)]: \(found); \(accepted)"
    case .model(let found, let accepted): "model: \(found); \(accepted)"
    case .parameter(let name, let found, let accepted): "weights \(name): \(found); \(accepted)"
    case .instructionSet(let level):
      "instruction set: this processor lacks \(level.rawValue); "
        + "it has \(InstructionSet.available.map(\.rawValue).joined(separator: ", "))"
    case .memory(let needed, let available):
      "model: needs \(megabytes(needed)) MB of memory at this batch size; "
        + "this machine has \(megabytes(available)) MB"
    }
  }

  private func megabytes(_ bytes: Int) -> Int { (bytes + 999_999) / 1_000_000 }
}
