/// One named array of a checkpoint.
public struct StoredTensor: Sendable, Hashable {
  /// `conv_1.kernel`.
  public var name: String
  /// Elements along each axis.
  public var shape: [Int]
  /// The elements as little-endian Float32, row by row: 4 × the product of `shape` bytes.
  public var bytes: [UInt8]

  /// A tensor out of its parts.
  public init(name: String, shape: [Int], bytes: [UInt8]) {
    self.name = name
    self.shape = shape
    self.bytes = bytes
  }

  /// The bytes of a tensor of `shape`; nil for a shape no tensor has.
  static func byteCount(of shape: [Int]) -> Int? {
    var count = 4
    for extent in shape {
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: extent)
      if extent < 0 || isTooLarge { return nil }
      count = product
    }
    return count
  }
}

/// The state of a network to be kept with an epoch.
public struct NewCheckpoint: Sendable {
  /// Which checkpoints of a run are kept.
  public enum Keep: Sendable, Hashable {
    /// The best one and the newest one; the others go when a newer one comes.
    case bestAndLast
    /// Every one.
    case all
  }

  /// All that is to be kept, each name once.
  public var tensors: [StoredTensor]
  /// What this checkpoint replaces.
  public var keep: Keep
  /// From where training goes on after it; takes the place of the run's state before. nil leaves that
  /// one alone.
  public var state: StoredTrainingState?

  /// A checkpoint out of its parts.
  public init(
    tensors: [StoredTensor], keep: Keep = .bestAndLast, state: StoredTrainingState? = nil
  ) {
    self.tensors = tensors
    self.keep = keep
    self.state = state
  }
}

/// Which checkpoint of a run is meant.
public enum CheckpointChoice: Sendable, Hashable, CustomStringConvertible {
  /// The one of the best epoch, or of the newest one.
  case best, last
  /// The one of that epoch.
  case epoch(Int)

  /// Reads `best`, `last` or an epoch's number; nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "best": self = .best
    case "last": self = .last
    default:
      guard let epoch = Int(text), epoch >= 0 else { return nil }
      self = .epoch(epoch)
    }
  }

  /// The text this is read from.
  public var description: String {
    switch self {
    case .best: "best"
    case .last: "last"
    case .epoch(let epoch): String(epoch)
    }
  }
}

/// A checkpoint read back.
public struct Checkpoint: Sendable {
  /// Whose checkpoint it is.
  public let run: RunIdentifier
  /// The epoch after which it was taken.
  public let epoch: Int
  /// In the order they were stored.
  public let tensors: [StoredTensor]
}

/// What is known of a checkpoint without reading its tensors.
public struct CheckpointInfo: Codable, Sendable, Hashable {
  /// Why a checkpoint is kept.
  public enum Kind: String, Codable, Sendable, Hashable {
    /// Of the best epoch, or of the newest one.
    case best, last
    /// Neither best nor last: `training.checkpoints: all`.
    case epoch
  }

  /// The epoch after which it was taken.
  public let epoch: Int
  /// An epoch that is both best and last is listed once as each.
  public let kind: Kind
  /// Bytes of its tensors, whether or not other checkpoints share them.
  public let bytes: Int
}

/// What is known of a stored tensor without reading its elements.
public struct TensorInfo: Codable, Sendable, Hashable {
  /// `conv_1.kernel`.
  public let name: String
  /// Elements along each axis.
  public let shape: [Int]
  /// Bytes of its elements.
  public let bytes: Int
  /// The SHA-256 of the bytes, in hexadecimal.
  public let sha256: String
}
