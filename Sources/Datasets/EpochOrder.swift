/// The order in which an epoch visits the training pictures. It depends on nothing but the seed and
/// the epoch's number, so a resumed run goes on exactly as an uninterrupted one.
package struct EpochOrder {
  /// Every index of `range` once, shuffled by Fisher and Yates's method.
  package static func indices(of range: Range<Int>, seed: UInt64, epoch: Int) -> [Int] {
    var generator = CounterGenerator(seed: seed, stream: UInt64(bitPattern: Int64(epoch)))
    var order = Array(range)
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, generator.next(below: last + 1))
    }
    return order
  }
}
