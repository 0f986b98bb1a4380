extension NetpbmImage {
  /// The bytes of a P5 (grey) or P6 (colour) file with maximum 255.
  package var fileBytes: [UInt8] {
    Array("\(channels == 1 ? "P5" : "P6")\n\(width) \(height)\n255\n".utf8) + values
  }
}
