/// What can be wrong with a Netpbm file. `description` is one line.
package enum NetpbmError: Error, Equatable {
  /// There is no such file.
  case missing(path: String)
  /// The system refused, or it is not a regular file.
  case unreadable(path: String, reason: String)
  /// The file does not begin with P2, P3, P5 or P6.
  case wrongMagic(path: String, found: String)
  /// A header field is missing, no number or out of range.
  case wrongHeader(path: String, field: String, offset: Int, found: String, accepted: String)
  /// A sample of a text file is missing, no number or above the maximum.
  case wrongSample(path: String, sample: Int, offset: Int, found: String, maximum: Int)
  /// The file ends before its last sample.
  case cutOff(path: String, offset: Int, samples: Int, expected: Int)
}

extension NetpbmError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let path): "\(path): no such file; accepted: a PGM or PPM file"
    case .unreadable(let path, let reason):
      "\(path): \(reason); accepted: a readable PGM or PPM file"
    case .wrongMagic(let path, let found):
      "\(path): begins with \(found); accepted: P2, P5 (PGM), P3 or P6 (PPM)"
    case .wrongHeader(let path, let field, let offset, let found, let accepted):
      "\(path): \(field) at offset \(offset) is \(found); accepted: \(accepted)"
    case .wrongSample(let path, let sample, let offset, let found, let maximum):
      "\(path): sample \(sample) at offset \(offset) is \(found); accepted: 0 to \(maximum)"
    case .cutOff(let path, let offset, let samples, let expected):
      "\(path): ends at offset \(offset) after \(samples) of \(expected) samples; "
        + "accepted: as many as the header announces"
    }
  }
}
