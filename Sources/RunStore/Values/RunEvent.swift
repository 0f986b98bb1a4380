/// Something that was done to a run.
public struct RunEvent: Sendable, Hashable {
  /// What was done.
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    /// How the run's life went. `detail`: the parent of a new run; where a resumed one went on; why it
    /// ended.
    case created, resumed, finished, failed, interrupted
    /// Edits. `detail`: the tag; the note; the names before and after.
    case tagged, untagged, noted, renamed
    /// Into the trash and out of it. `detail`: the new name where the old one was taken.
    case deleted, restored
    /// Written by other means than training. `detail`: the file; what was mended.
    case imported, merged, repaired
  }

  /// When, by the clock of whoever did it.
  public let at: Timestamp
  /// What was done.
  public let kind: Kind
  /// The rest, in one line; empty where there is no more to say.
  public let detail: String
}

extension RunEvent: Codable {}
