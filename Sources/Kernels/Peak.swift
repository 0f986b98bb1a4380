/// `rounds` times twelve independent multiply-adds on registers; the sum keeps them from being
/// optimised away.
@Sendable
func multiplyAdds(_ rounds: Int) -> Float {
  var sums = InlineArray<12, Lanes>(repeating: Lanes(repeating: 0))
  let a = Lanes(repeating: 1 + Float(rounds & 1)), b = Lanes(repeating: 0.5)
  for _ in 0..<rounds { for i in 0..<12 { sums[i] = multiplyAdd(sums[i], a, b) } }
  var total = Lanes(repeating: 0)
  for i in 0..<12 { total += sums[i] }
  return total[0]
}
