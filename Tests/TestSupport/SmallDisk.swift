import Foundation
import Glibc

/// A file system of a test's own that can be full or read-only, in memory. Only root may make one.
package final class SmallDisk {
  package let path: String

  /// Whether this process may mount.
  package static let isPossible = (try? SmallDisk(bytes: 1 << 20)) != nil

  /// What a skipped test says.
  package static let reason = "root alone may mount the file system this needs"

  package init(bytes: Int) throws {
    path = FileManager.default.temporaryDirectory.path + "/convoy-disk-\(UUID())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(bytes)") == 0 else {
      let code = errno
      rmdir(path)
      throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EPERM)
    }
  }

  deinit {
    umount2(path, Int32(MNT_DETACH))
    rmdir(path)
  }

  /// Bytes that files take up.
  package var used: Int {
    get throws { try space { $0.f_blocks - $0.f_bfree } }
  }

  /// Bytes that files may take up yet.
  package var free: Int {
    get throws { try space(\.f_bfree) }
  }

  private func space(_ blocks: (statvfs) -> fsblkcnt_t) throws -> Int {
    var information = statvfs()
    guard statvfs(path, &information) == 0 else { throw POSIXError(.EIO) }
    return Int(blocks(information)) * Int(information.f_frsize)
  }

  /// Makes it as large as that.
  package func resize(bytes: Int) throws { try remount("size=\(bytes)", flags: 0) }

  /// Lets nobody write to it, root included.
  package func makeReadOnly() throws { try remount("", flags: UInt(MS_RDONLY)) }

  private func remount(_ options: String, flags: UInt) throws {
    let flags = flags | UInt(MS_REMOUNT)
    guard mount("tmpfs", path, "tmpfs", flags, options) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
  }
}
