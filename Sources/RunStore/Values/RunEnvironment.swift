/// Where and by what a run was made.
public struct RunEnvironment: Codable, Sendable, Hashable {
  /// The state of the git work tree the program ran in.
  public struct Git: Codable, Sendable, Hashable {
    /// The full hash of the commit.
    public var commit: String
    /// Whether files differed from that commit.
    public var dirty: Bool

    /// The state of a work tree.
    public init(commit: String, dirty: Bool) {
      self.commit = commit
      self.dirty = dirty
    }
  }

  /// The names of the machine, its system and its processor.
  public var host, os, cpu: String
  /// The instruction-set level of the kernels.
  public var isa: String
  /// Worker threads.
  public var threads: Int
  /// The version of the Swift compiler.
  public var swift: String
  /// The version of this program.
  public var convoy: String
  /// nil outside a git work tree.
  public var git: Git?

  /// An environment out of its parts.
  public init(
    host: String, os: String, cpu: String, isa: String, threads: Int, swift: String, convoy: String,
    git: Git? = nil
  ) {
    self.host = host
    self.os = os
    self.cpu = cpu
    self.isa = isa
    self.threads = threads
    self.swift = swift
    self.convoy = convoy
    self.git = git
  }
}

extension RunEnvironment {
  private enum CodingKeys: String, CodingKey {
    case host, os, cpu, isa, threads, swift, convoy, git
  }

  /// Writes every key; `git` is null outside a work tree.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(host, forKey: .host)
    try fields.encode(os, forKey: .os)
    try fields.encode(cpu, forKey: .cpu)
    try fields.encode(isa, forKey: .isa)
    try fields.encode(threads, forKey: .threads)
    try fields.encode(swift, forKey: .swift)
    try fields.encode(convoy, forKey: .convoy)
    try fields.encode(git, forKey: .git)
  }
}
