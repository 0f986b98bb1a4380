import Files
import Digests
import Glibc

extension CIFAR10 {
  /// All six files in memory, each read once. The fingerprint is the SHA-256 of their bytes one after
  /// the other: data_batch_1.bin … data_batch_5.bin, test_batch.bin (`batches.meta.txt` is not in it).
  ///
  /// Sizes are checked before anything is allocated.
  package func read() throws(DatasetError) -> ImageDataset {
    let names = try classNames()
    let counts = try batchCounts()
    var digest = SHA256()
    let training = try images(Array(zip(Self.batchNames, counts).dropLast()), digest: &digest)
    let test = try images(Array(zip(Self.batchNames, counts).suffix(1)), digest: &digest)
    return ImageDataset(
      name: "cifar10", classNames: names, train: training, test: test,
      fingerprint: digest.finalize().hexString)
  }

  /// The images in each of `batchNames`, by the files' sizes.
  func batchCounts() throws(DatasetError) -> [Int] {
    var counts: [Int] = []
    for name in Self.batchNames { counts.append(try imageCount(name)) }
    if counts.contains(Self.imagesPerBatch) {
      for (name, count) in zip(Self.batchNames, counts) where count != Self.imagesPerBatch {
        throw .shortBatch(path: path(name), images: count)
      }
    }
    return counts
  }

  /// The whole records in one file, which must be all of it.
  func imageCount(_ name: String) throws(DatasetError) -> Int {
    let path = path(name)
    let size = try open(path).size
    let (whole, rest) = size.quotientAndRemainder(dividingBy: Self.recordBytes)
    if size > Self.batchBytes { throw .tooLong(path: path, bytes: size) }
    if rest != 0 {
      throw .cutOff(path: path, record: whole, offset: whole * Self.recordBytes, found: rest)
    }
    if whole == 0 { throw .empty(path: path) }
    return whole
  }

  private func open(_ path: String) throws(DatasetError) -> InputFile {
    do throws(FileFailure) {
      return try InputFile(path)
    } catch {
      if error.isMissing { throw .missingFile(path: path) }
      throw .unreadable(path: path, reason: error.reason)
    }
  }

  /// The named files, one after the other, as one set; their bytes also go into `digest`.
  func images(
    _ batches: [(name: String, count: Int)], digest: inout SHA256
  ) throws(DatasetError) -> ImageSet {
    let total = batches.reduce(0) { $0 + $1.count }
    var failure: DatasetError?
    var labels = [UInt8](repeating: 0, count: total)
    let pixels = [UInt8](unsafeUninitializedCapacity: total * Self.imageBytes) { pixels, filled in
      do throws(DatasetError) {
        var first = 0
        for batch in batches {
          try read(
            batch.name, images: batch.count,
            pixels: UnsafeMutableBufferPointer(rebasing: pixels[(first * Self.imageBytes)...]),
            labels: &labels[first..<first + batch.count], digest: &digest)
          first += batch.count
        }
        filled = pixels.count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return ImageSet(
      height: Self.side, width: Self.side, channels: 3, pixels: pixels, labels: labels)
  }

  /// One file: read, checked, then hashed on one thread while another converts it.
  private func read(
    _ name: String, images: Int, pixels: UnsafeMutableBufferPointer<UInt8>,
    labels: inout ArraySlice<UInt8>, digest: inout SHA256
  ) throws(DatasetError) {
    let path = path(name)
    // Pages of its own: the heap would keep 30 MB after the last file.
    let size = images * Self.recordBytes
    let pages = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let pages, pages != MAP_FAILED else {
      throw .unreadable(path: path, reason: "no memory for its \(size) bytes")
    }
    defer { munmap(pages, size) }
    let records = UnsafeMutableRawBufferPointer(start: pages, count: size)
    do throws(FileFailure) {
      let file = try InputFile(path)
      let count = try file.read(into: records)
      guard count == records.count else {
        throw FileFailure(reason: "ended at offset \(count) while it was being read")
      }
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    let bytes = UnsafeRawBufferPointer(records)
    for (record, slot) in labels.indices.enumerated() {
      let offset = record * Self.recordBytes
      guard bytes[offset] <= 9 else {
        throw .wrongLabel(path: path, record: record, offset: offset, label: bytes[offset])
      }
      labels[slot] = bytes[offset]
    }
    inParallel(2) { part in
      if part == 0 {
        digest.update(bytes)
      } else {
        Self.interleave(bytes, images: images, into: pixels)
      }
    }
  }

  /// Records of three planes to pixels of three bytes, NHWC.
  private static func interleave(
    _ records: UnsafeRawBufferPointer, images: Int, into pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    precondition(records.count == images * recordBytes && pixels.count >= images * imageBytes)
    guard let source = records.baseAddress, let target = pixels.baseAddress else { return }
    for image in 0..<images {
      let red = source.advanced(by: image * recordBytes + 1).assumingMemoryBound(to: UInt8.self)
      let out = target.advanced(by: image * imageBytes)
      for pixel in 0..<planeBytes {
        out[3 * pixel] = red[pixel]
        out[3 * pixel + 1] = red[planeBytes + pixel]
        out[3 * pixel + 2] = red[2 * planeBytes + pixel]
      }
    }
  }
}
