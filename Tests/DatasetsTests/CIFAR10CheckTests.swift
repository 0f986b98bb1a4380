import Testing

@testable import Datasets

struct CIFAR10CheckTests {
  @Test func countsEachClassOfAGoodSet() throws {
    let scratch = try ScratchSet().makeCIFAR10(train: 12, test: 3)
    let check = try CIFAR10Check(directory: scratch.path, wholeBatch: 3)
    #expect(check.isGood)
    #expect(check.folder == scratch.batches)
    #expect(check.trainCounts == [10, 10, 5, 5, 5, 5, 5, 5, 5, 5])
    #expect(check.testCounts == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0])
    #expect(check.files.map(\.images) == [12, 12, 12, 12, 12, 3])
    #expect(try check.fingerprint == CIFAR10(folder: scratch.batches).read().fingerprint)
  }

  @Test func namesEveryFileThatIsWrong() throws {
    let scratch = try ScratchSet().makeCIFAR10()
    try scratch.removeFile("data_batch_2.bin")
    try scratch.makeZeros(100, name: "test_batch.bin")
    let check = try CIFAR10Check(directory: scratch.batches)
    #expect(!check.isGood)
    #expect(check.fingerprint == nil)
    #expect(check.problems.count == 2)
    #expect(check.files.map { $0.problem != nil } == [false, true, false, false, false, true])
    #expect(check.problems == check.files.compactMap(\.problem))
    #expect(check.trainCounts == [4, 4, 4, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func callsASetOfShortFilesIncomplete() throws {
    let scratch = try ScratchSet().makeCIFAR10()
    let check = try CIFAR10Check(directory: scratch.path)
    #expect(!check.isGood)
    #expect(check.problems.isEmpty && check.fingerprint != nil)
    #expect(check.notes.count == 6)
    #expect(
      check.notes.first
        == "\(scratch.batches)/data_batch_1.bin: 3 of 10000 images; accepted: all of them (convoy data fetch cifar10 gets them)"
    )
  }

  @Test func aFolderWithoutBatchesIsNotFound() throws {
    let scratch = try ScratchSet()
    let error = #expect(throws: DatasetError.self) { try CIFAR10Check(directory: scratch.path) }
    #expect(error == .notFound(dataset: "cifar10", directory: scratch.path))
    #expect(error?.isNotFound == true)
  }

  @Test func theListSaysWhereASetWasFound() throws {
    let scratch = try ScratchSet()
    let missing = DatasetListing.all(in: DataLocation(explicit: scratch.path))
    #expect(missing.map(\.name) == DatasetSpec.names)
    #expect(missing[0].path == nil && missing[0].train == nil)
    #expect(missing[0].problem?.contains("convoy data fetch cifar10") == true)
    #expect(missing[1].problem == nil && missing[1].train == 4000)
    try scratch.makeCIFAR10(train: 2, test: 1)
    let found = DatasetListing.all(in: DataLocation(explicit: scratch.path))[0]
    #expect(found.path == scratch.batches)
    #expect(found.problem?.contains("incomplete, 11 of 60000 images") == true)
    #expect(found.train == 10 && found.test == 1)
  }
}
