import Testing

@testable import Datasets

struct DataLocationTests {
  private static let environment = [
    "CONVOY_DATA": "/named", "XDG_CACHE_HOME": "/cache", "HOME": "/home/u",
  ]

  @Test func theOptionComesBeforeTheVariableAndTheCache() {
    let all = Self.environment
    #expect(DataLocation(explicit: "/here//", environment: all).directory == "/here")
    #expect(DataLocation(explicit: "/", environment: all).directory == "/")
    #expect(DataLocation(environment: all).directory == "/named")
    #expect(DataLocation(environment: all).origin == .environment)
    #expect(DataLocation(environment: all.filter { $0.key != "CONVOY_DATA" }).directory == "/cache")
    #expect(DataLocation(environment: ["HOME": "/home/u"]).directory == "/home/u/.cache")
    #expect(DataLocation(environment: ["HOME": "/home/u"]).origin == .cache)
    #expect(DataLocation().directory.hasSuffix("/.cache"))
  }

  @Test func anEmptyValueIsNoValue() {
    let empty = ["CONVOY_DATA": "", "XDG_CACHE_HOME": "", "HOME": "/home/u"]
    #expect(DataLocation(explicit: "", environment: empty).directory == "/home/u/.cache")
  }

  @Test func findsTheBatchesFolderOrItsParent() throws {
    let scratch = try ScratchSet().makeCIFAR10()
    #expect(try DataLocation(explicit: scratch.path).cifar10Folder() == scratch.batches)
    #expect(try DataLocation(explicit: scratch.batches).cifar10Folder() == scratch.batches)
    #expect(DataLocation(explicit: scratch.path).cifar10FetchFolder == scratch.batches)
    #expect(DataLocation(explicit: scratch.batches).cifar10FetchFolder == scratch.batches)
    #expect(throws: DatasetError.notFound(dataset: "cifar10", directory: "/nowhere")) {
      try loadDataset(.cifar10, directory: DataLocation(explicit: "/nowhere"))
    }
  }
}
