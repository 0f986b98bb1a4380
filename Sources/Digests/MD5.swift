internal import CCrypto

/// A running MD5 digest: feed it bytes, then `finalize()` for the 16 bytes of the digest.
package struct MD5: ~Copyable {
  private var digest: EVPDigest

  /// A digest of no bytes yet.
  package init() { digest = EVPDigest(EVP_md5(), size: 16) }

  /// Appends `bytes` to what is digested.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) { digest.update(bytes) }

  /// Appends `bytes` to what is digested.
  package mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { digest.update($0) } }

  /// The 16 bytes of the digest.
  package consuming func finalize() -> [UInt8] { digest.finalize() }
}

/// The MD5 digest of `bytes`: 16 bytes.
package func md5(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
  var digest = MD5()
  digest.update(bytes)
  return digest.finalize()
}

/// The MD5 digest of `bytes`: 16 bytes.
package func md5(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { md5($0) } }
