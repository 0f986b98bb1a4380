/// One named array of a checkpoint.
public struct StoredTensor: Sendable, Hashable {
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
}

/// The state of a network to be kept with an epoch.
public struct NewCheckpoint: Sendable {
  /// Which checkpoints of a run are kept.
  public enum Keep: Sendable, Hashable {
    /// The best one and the newest one; the others go when a newer one comes.
    case bestAndLast
    case all
  }

  public var tensors: [StoredTensor]
  public var keep: Keep

  /// A checkpoint out of its parts.
  public init(tensors: [StoredTensor], keep: Keep = .bestAndLast) {
    self.tensors = tensors
    self.keep = keep
  }
}

/// Which checkpoint of a run is meant.
public enum CheckpointChoice: Sendable, Hashable, CustomStringConvertible {
  case best, last
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
  public let run: RunIdentifier
  public let epoch: Int
  /// In the order they were stored.
  public let tensors: [StoredTensor]
}

/// What is known of a checkpoint without reading its tensors.
public struct CheckpointInfo: Codable, Sendable, Hashable {
  /// Why a checkpoint is kept.
  public enum Kind: String, Codable, Sendable, Hashable {
    case best, last
    /// Neither best nor last: `training.checkpoints: all`.
    case epoch
  }

  public let epoch: Int
  /// An epoch that is both best and last is listed once as each.
  public let kind: Kind
  /// Bytes of its tensors, whether or not other checkpoints share them.
  public let bytes: Int
}

/// What is known of a stored tensor without reading its elements.
public struct TensorInfo: Codable, Sendable, Hashable {
  public let name: String
  /// Elements along each axis.
  public let shape: [Int]
  /// Bytes of its elements.
  public let bytes: Int
  /// The SHA-256 of the bytes, in hexadecimal.
  public let sha256: String
}
