import Digests

/// What `data check` finds in a folder: every file is read, whether or not another one is wrong.
package struct CIFAR10Check: Sendable, Codable, Equatable {
  /// One batch file.
  package struct File: Sendable, Codable, Equatable {
    package var name: String
    /// Whole records; 0 when the file could not be read.
    package var images: Int
    /// [10], by label; empty when the file is wrong.
    package var counts: [Int]
    /// What is wrong with it, one line.
    package var problem: String?
    /// That it has fewer images than the official file, one line.
    package var note: String?
  }

  package let folder: String
  package let classNames: [String]
  package let files: [File]
  /// [10], over the training batches without a problem.
  package let trainCounts: [Int]
  /// [10], of the test batch.
  package let testCounts: [Int]
  /// As a run records it; nil when something is wrong.
  package let fingerprint: String?
  /// Every line about what is wrong; none when the set can be used.
  package let problems: [String]
  /// Every line about a file that has fewer images than the official one; none when the set is whole.
  package let notes: [String]

  /// The names of the files that do not exist.
  package let missing: [String]

  /// Whether all of the set is there, as it should be.
  package var isGood: Bool { problems.isEmpty && notes.isEmpty }

  /// Of all files.
  package var images: Int { files.reduce(0) { $0 + $1.images } }

  /// Checks a folder, or the `cifar-10-batches-bin` inside it.
  /// - Parameter wholeBatch: the images a whole file has; a test's has fewer.
  /// - Throws: `DatasetError.notFound` when neither holds any of the files.
  package init(
    directory: String, wholeBatch: Int = CIFAR10.imagesPerBatch
  ) throws(DatasetError) {
    let set = CIFAR10(folder: try DataLocation(explicit: directory).cifar10Folder())
    folder = set.folder
    var problems: [String] = []
    do throws(DatasetError) {
      classNames = try set.classNames()
    } catch {
      classNames = CIFAR10.officialClassNames
      problems.append(error.description)
    }
    var digest = SHA256()
    var files: [File] = []
    var missing: [String] = []
    for name in CIFAR10.batchNames {
      do throws(DatasetError) {
        let count = try set.imageCount(name)
        let images = try set.images([(name, count)], digest: &digest)
        let short = DatasetError.incomplete(path: set.path(name), images: count)
        files.append(
          File(
            name: name, images: count, counts: images.countsPerClass(10),
            note: count < wholeBatch ? short.description : nil))
      } catch {
        files.append(File(name: name, images: 0, counts: [], problem: error.description))
        problems.append(error.description)
        if error.isNotFound { missing.append(name) }
      }
    }
    self.missing = missing
    if problems.isEmpty {
      do throws(DatasetError) { _ = try set.batchCounts() } catch {
        problems.append(error.description)
      }
    }
    self.files = files
    trainCounts = Self.sum(files.dropLast())
    testCounts = Self.sum(files.suffix(1))
    fingerprint = problems.isEmpty ? digest.finalize().hexString : nil
    self.problems = problems
    notes = files.compactMap(\.note)
  }

  private static func sum(_ files: ArraySlice<File>) -> [Int] {
    files.reduce(into: [Int](repeating: 0, count: 10)) { sums, file in
      for (label, count) in file.counts.enumerated() { sums[label] += count }
    }
  }
}
