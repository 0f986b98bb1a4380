/// What can be wrong with a picture file. `description` is one line.
package enum PictureError: Error, Hashable {
  case missing(path: String)
  case unreadable(path: String, found: String)
  /// Its first bytes are those of no format that is read.
  case unknownFormat(path: String)
  /// `format` is PNG or JPEG.
  case damaged(path: String, format: String, found: String)
}

extension PictureError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let path): "\(path): no such file; accepted: a PNG, JPEG, PPM or PGM file"
    case .unreadable(let path, let found):
      "\(path): \(found); accepted: a readable PNG, JPEG, PPM or PGM file"
    case .unknownFormat(let path):
      "\(path): neither PNG, JPEG, PPM nor PGM; accepted: one of these, told by its first bytes"
    case .damaged(let path, let format, let found):
      "\(path): \(found); accepted: a whole \(format) file of at most "
        + "\(PictureFile.maximumPixels) pixels, grey or of red, green and blue"
    }
  }
}
