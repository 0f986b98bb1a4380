internal import CCrypto

/// A running SHA-256 digest: feed it bytes, then `finalize()` for the 32 bytes of the digest.
package struct SHA256: ~Copyable {
  private var digest: EVPDigest

  /// A digest of no bytes yet.
  package init() { digest = EVPDigest(EVP_sha256(), size: 32) }

  /// Appends `bytes` to what is digested.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) { digest.update(bytes) }

  /// Appends `bytes` to what is digested.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { digest.update($0) } }

  /// The 32 bytes of the digest.
  package consuming func finalize() -> [UInt8] { digest.finalize() }
}

/// The SHA-256 digest of `bytes`: 32 bytes.
package func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
  var digest = SHA256()
  digest.update(bytes)
  return digest.finalize()
}

/// The SHA-256 digest of `bytes`: 32 bytes.
package func sha256(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { sha256($0) } }
