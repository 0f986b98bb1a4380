/// What can be wrong with a data set. `description` is one line: where, what was found, what is accepted.
package enum DatasetError: Error, Equatable {
  /// No folder with the data set's files.
  case notFound(dataset: String, directory: String)
  /// One of the set's files is missing.
  case missingFile(path: String)
  /// The system refused, or what is there is not a regular file.
  case unreadable(path: String, reason: String)
  /// No bytes at all.
  case empty(path: String)
  /// The last record has only `found` of its bytes; `offset` is where it starts.
  case cutOff(path: String, record: Int, offset: Int, found: Int)
  /// More records than a batch has.
  case tooLong(path: String, bytes: Int)
  /// Whole records, but fewer than a batch of the official set has, beside official ones.
  case shortBatch(path: String, images: Int)
  /// Whole records, but fewer than the official file has.
  case incomplete(path: String, images: Int)
  /// A label byte that names no class.
  case wrongLabel(path: String, record: Int, offset: Int, label: UInt8)
  /// `batches.meta.txt` does not hold ten names.
  case wrongClassNames(path: String, found: String)
  /// A setting of a made data set is out of range.
  case wrongSetting(key: String, found: String, accepted: String)

  /// The data set or a file of it does not exist, as opposed to being wrong.
  package var isNotFound: Bool {
    switch self {
    case .notFound, .missingFile: true
    case .unreadable, .empty, .cutOff, .tooLong, .shortBatch, .incomplete, .wrongLabel,
      .wrongClassNames,
      .wrongSetting:
      false
    }
  }
}

extension DatasetError: CustomStringConvertible {
  package var description: String {
    let records =
      "1 to \(CIFAR10.imagesPerBatch) records of \(CIFAR10.recordBytes) bytes (a label, 3 planes of 1024)"
    return switch self {
    case .notFound(let dataset, let directory):
      "\(directory): no \(dataset) data set here; accepted: a folder with data_batch_1.bin … "
        + "data_batch_5.bin and test_batch.bin, or its parent (convoy data fetch \(dataset) gets it)"
    case .missingFile(let path):
      "\(path): no such file; accepted: all of data_batch_1.bin … data_batch_5.bin and test_batch.bin"
    case .unreadable(let path, let reason):
      "\(path): \(reason); accepted: a readable file"
    case .empty(let path):
      "\(path): 0 bytes, no record at offset 0; accepted: \(records)"
    case .cutOff(let path, let record, let offset, let found):
      "\(path): record \(record) at offset \(offset) is cut off after \(found) of "
        + "\(CIFAR10.recordBytes) bytes; accepted: \(records)"
    case .tooLong(let path, let bytes):
      "\(path): \(bytes) bytes, more than a batch has, from offset \(CIFAR10.batchBytes) on; "
        + "accepted: \(records)"
    case .shortBatch(let path, let images):
      "\(path): ends at offset \(images * CIFAR10.recordBytes) after \(images) records, while other "
        + "batches have \(CIFAR10.imagesPerBatch); accepted: \(CIFAR10.imagesPerBatch) records in each"
    case .incomplete(let path, let images):
      "\(path): \(images) of \(CIFAR10.imagesPerBatch) images; accepted: all of them "
        + "(convoy data fetch cifar10 gets them)"
    case .wrongLabel(let path, let record, let offset, let label):
      "\(path): label \(label) at offset \(offset) (record \(record)); accepted: 0 to 9"
    case .wrongClassNames(let path, let found):
      "\(path): \(found); accepted: ten class names, one per line"
    case .wrongSetting(let key, let found, let accepted):
      "\(key): \(found); accepted: \(accepted)"
    }
  }
}
