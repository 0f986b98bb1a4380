internal import CCrypto

/// One running digest of libcrypto; owns its context.
struct EVPDigest: ~Copyable {
  private let context: OpaquePointer
  private let size: Int

  /// - Parameters:
  ///   - algorithm: `EVP_sha256()` or `EVP_md5()`.
  ///   - size: bytes of the finished digest.
  init(_ algorithm: OpaquePointer?, size: Int) {
    guard let context = EVP_MD_CTX_new() else {
      preconditionFailure("libcrypto: no memory for a digest")
    }
    precondition(
      EVP_DigestInit_ex(context, algorithm, nil) == 1, "libcrypto refuses the digest algorithm")
    self.context = context
    self.size = size
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
    precondition(
      EVP_DigestUpdate(context, start, bytes.count) == 1, "libcrypto fails to digest its input")
  }

  consuming func finalize() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size) { digest, count in
      var written: UInt32 = 0
      precondition(
        EVP_DigestFinal_ex(context, digest.baseAddress, &written) == 1 && Int(written) == size,
        "libcrypto fails to finish a digest")
      count = size
    }
  }

  deinit { EVP_MD_CTX_free(context) }
}
