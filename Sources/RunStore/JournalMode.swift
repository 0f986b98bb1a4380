internal import Foundation
internal import GRDB
internal import Glibc

/// How a database keeps its changes safe.
enum JournalMode: String {
  /// A write-ahead log: readers and one writer do not wait for each other. Needs one host.
  case wal
  /// A rollback journal, for file systems that several hosts share.
  case delete

  /// What fits the file system that holds `folder`.
  static func fitting(folder: String) -> JournalMode {
    var information = stat()
    // Without the kernel's list of mounts the common case is assumed.
    guard stat(folder, &information) == 0,
      let mounts = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
    else { return .wal }
    // makedev(3)'s two numbers, as Linux packs them.
    let device = UInt64(information.st_dev)
    let major = (device >> 8 & 0xfff) | (device >> 32 & ~0xfff)
    let minor = (device & 0xff) | (device >> 12 & ~0xff)
    return fitting(mounts: mounts, device: "\(major):\(minor)")
  }

  /// - Parameters:
  ///   - mounts: what `/proc/self/mountinfo` says (proc(5)): `36 35 98:0 / /home rw - ext4 …`.
  ///   - device: `major:minor` of the file system.
  static func fitting(mounts: String, device: String) -> JournalMode {
    let shared: Set<Substring> = [
      "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "lustre", "9p", "fuse.sshfs", "beegfs",
      "gpfs", "ocfs2", "gfs2",
    ]
    for mount in mounts.split(separator: "\n") {
      let words = mount.split(separator: " ")
      guard words.count > 4, words[2] == device, let dash = words.firstIndex(of: "-"),
        dash + 1 < words.count
      else { continue }
      return shared.contains(words[dash + 1]) ? .delete : .wal
    }
    return .wal
  }

  /// Sets the mode where the database has another.
  func apply(to db: Database, path: String) throws {
    guard try String.fetchOne(db, sql: "PRAGMA journal_mode") != rawValue else { return }
    let found = try String.fetchOne(db, sql: "PRAGMA journal_mode = \(rawValue)") ?? "none"
    guard found == rawValue else {
      throw StoreError.failure("\(path): journal mode \(found) cannot be changed to \(rawValue)")
    }
  }
}
