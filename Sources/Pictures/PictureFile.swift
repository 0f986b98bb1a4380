import CPictures
package import Datasets
import Files
import Foundation
import Glibc

/// Picture files: PNG, JPEG and Netpbm are read, told apart by their first bytes; PNG and Netpbm are
/// written. Decoding takes at most three bytes for each pixel, and six more in a progressive JPEG.
package enum PictureFile {
  /// The most pixels a PNG or JPEG file may announce; more are refused before memory is taken for them.
  package static let maximumPixels = 1 << 26

  /// The picture of a file; transparent pixels lie over white.
  package static func read(_ path: String) throws -> NetpbmImage {
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try InputFile(path).readAll()
    } catch {
      throw error.isMissing
        ? PictureError.missing(path: path) : .unreadable(path: path, found: error.reason)
    }
    return try picture(of: bytes, path: path)
  }

  /// The picture whose file's bytes these are.
  ///
  /// - Parameter path: what an error names.
  package static func picture(of bytes: [UInt8], path: String) throws -> NetpbmImage {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      return try decoded(bytes, path: path, format: "PNG", by: pictures_decode_png)
    }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      return try decoded(bytes, path: path, format: "JPEG", by: pictures_decode_jpeg)
    }
    guard bytes.first == UInt8(ascii: "P") else { throw PictureError.unknownFormat(path: path) }
    return try NetpbmImage(bytes: bytes, path: path)
  }

  /// The bytes of a file: PNG where its name ends in `.png`, else Netpbm.
  package static func bytes(of picture: NetpbmImage, for path: String) throws -> [UInt8] {
    path.lowercased().hasSuffix(".png") ? try png(picture, path: path) : picture.fileBytes
  }

  /// The bytes of a PNG file.
  ///
  /// - Parameter path: what an error names.
  package static func png(_ picture: NetpbmImage, path: String = "PNG") throws -> [UInt8] {
    var values = picture.values
    var image = pictures_image()
    image.width = UInt32(picture.width)
    image.height = UInt32(picture.height)
    image.channels = UInt32(picture.channels)
    var count = 0
    let encoded = values.withUnsafeMutableBufferPointer { values in
      image.pixels = values.baseAddress
      return pictures_encode_png(&image, &count)
    }
    guard let encoded else {
      throw PictureError.unreadable(path: path, found: message(of: image))
    }
    defer { free(encoded) }
    return Array(UnsafeBufferPointer(start: encoded, count: count))
  }

  /// The picture as the address of an image within a page: a PNG file in base64.
  package static func dataURL(of picture: NetpbmImage) throws -> String {
    "data:image/png;base64," + Data(try png(picture)).base64EncodedString()
  }

  private typealias Decoder = (
    UnsafePointer<UInt8>?, Int, UInt64, UnsafeMutablePointer<pictures_image>?
  ) -> Int32

  private static func decoded(
    _ bytes: [UInt8], path: String, format: String, by decode: Decoder
  ) throws(PictureError) -> NetpbmImage {
    var image = pictures_image()
    let isWhole = bytes.withUnsafeBufferPointer {
      decode($0.baseAddress, $0.count, UInt64(maximumPixels), &image) == 1
    }
    guard isWhole, let pixels = image.pixels else {
      throw .damaged(path: path, format: format, found: message(of: image))
    }
    defer { free(pixels) }
    let (height, width, channels) = (Int(image.height), Int(image.width), Int(image.channels))
    let values = Array(UnsafeBufferPointer(start: pixels, count: height * width * channels))
    return NetpbmImage(height: height, width: width, channels: channels, values: values)
  }

  private static func message(of image: pictures_image) -> String {
    withUnsafeBytes(of: image.message) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
