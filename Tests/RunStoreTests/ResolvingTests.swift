import Testing

@testable import RunStore

@Test func findsARunByNameIdPrefixAndShorthand() throws {
  let test = try TestStore()
  let first = try test.finishedRun("first", values: [0.9, 0.1])
  let second = try test.finishedRun("second", values: [0.5])
  #expect(try test.store.resolve("first") == first)
  #expect(try test.store.resolve(first.text) == first)
  #expect(try test.store.resolve(first.text.uppercased()) == first)
  // As MLflow's clients print it.
  #expect(try test.store.resolve(first.digits) == first)
  #expect(try test.store.resolve(String(first.digits.prefix(30))) == first)
  #expect(try test.store.resolve("@last") == second)
  #expect(try test.store.resolve("@best:val_accuracy") == first)
  let shared = String(zip(first.text, second.text).prefix { $0 == $1 }.map(\.0))
  #expect(try test.store.resolve(String(first.text.prefix(shared.count + 1))) == first)
  let error = #expect(throws: StoreError.self) { try test.store.resolve(shared) }
  #expect(error?.category == .ambiguous)
  #expect(error?.description.contains("(first)") == true)
  #expect(error?.description.contains("(second)") == true)
  // Whatever another run is called.
  let third = try test.finishedRun(first.text)
  #expect(try test.store.resolve(first.text) == first && third != first)
}

@Test(arguments: ["nothing", "", "%", "ffff", "@best:no_metric", "' OR 1=1 --"])
func whatFitsNoRunIsNotFound(reference: String) throws {
  let test = try TestStore()
  #expect(throws: StoreError.self) { try test.store.resolve("@last") }
  try test.finishedRun("a", values: [1])
  let error = #expect(throws: StoreError.self) { try test.store.resolve(reference) }
  #expect(error?.category == .notFound)
}

@Test func anIdentifierIsToldFromItsNeighbours() throws {
  let test = try TestStore()
  let runs = try (0..<40).map { _ in try test.finishedRun() }
  let gone = try test.finishedRun()
  try test.store.delete([gone])
  let lengths = try test.store.distinctLengths(of: runs)
  for run in runs {
    let length = try #require(lengths[run])
    #expect(try test.store.resolve(String(run.text.prefix(length))) == run)
    // All began at the same moment: the first characters fit all of them.
    #expect(throws: StoreError.self) {
      try test.store.resolve(String(run.text.prefix(length - 1)))
    }
  }
  #expect(try test.store.distinctLengths(of: [gone], deleted: true) == [gone: 1])
}
