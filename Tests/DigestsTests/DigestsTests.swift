import Digests
import Testing

@Test(arguments: [
  ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  (
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  ),
])
func sha256MatchesThePublishedVectors(text: String, digest: String) {
  #expect(sha256(Array(text.utf8)).hexString == digest)
}

@Test(arguments: [
  ("", "d41d8cd98f00b204e9800998ecf8427e"),
  ("abc", "900150983cd24fb0d6963f7d28e17f72"),
  ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
])
func md5MatchesThePublishedVectors(text: String, digest: String) {
  #expect(md5(Array(text.utf8)).hexString == digest)
}

@Test(arguments: [0, 1, 63, 64, 65, 1000])
func digestsDoNotDependOnHowTheBytesArrive(pieceLength: Int) {
  let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
  var pieces = SHA256()
  var md5Pieces = MD5()
  for start in stride(from: 0, to: bytes.count, by: max(pieceLength, 1)) {
    let piece = Array(bytes[start..<min(start + max(pieceLength, 1), bytes.count)])
    pieces.update(piece)
    md5Pieces.update(piece)
  }
  #expect(pieces.finalize() == sha256(bytes))
  #expect(md5Pieces.finalize() == md5(bytes))
}

@Test func hexKeepsLeadingZeros() {
  #expect([UInt8](arrayLiteral: 0, 1, 16, 255).hexString == "000110ff")
}
