import Charts
import Digests
import HTTPTypes
import Hummingbird
import Markup
import NIOCore
import PageFiles

/// The style sheet, the script and the icon. Their addresses change with their bytes, so that browsers
/// keep them for good.
enum StaticFiles {
  static let folder = "files"

  private struct Served {
    let bytes: ByteBuffer
    let version: String
  }

  private static let all: [PageFile: Served] = Dictionary(
    uniqueKeysWithValues: PageFile.allCases.map { file in
      let bytes = file == .style ? file.bytes + ChartSheet.bytes : file.bytes
      return (
        file,
        Served(bytes: ByteBuffer(bytes: bytes), version: String(sha256(bytes).hexString.prefix(12)))
      )
    })

  static func address(_ file: PageFile) -> Address {
    Address(folder, file.rawValue, fields: [.init("v", all[file]?.version ?? "")])
  }

  /// The file of that name; nil where there is none.
  static func response(named name: String) -> Response? {
    guard let file = PageFile(rawValue: name), let served = all[file] else { return nil }
    return Response(
      status: .ok,
      headers: [
        .contentType: file.mediaType, .cacheControl: "public, max-age=31536000, immutable",
      ],
      body: ResponseBody(byteBuffer: served.bytes))
  }
}
