/// The colour of a number between a least and a greatest one: from blue through grey to orange, which
/// people with any colour vision tell apart, three to one against light and dark backgrounds.
enum ValueColor {
  /// - Parameter position: 0 (least) to 1.
  static func at(_ position: Double) -> String {
    let stops: [(Double, Double, Double)] = [
      (0x2F, 0x7F, 0xD0), (0x85, 0x85, 0x85), (0xC9, 0x6A, 0x12),
    ]
    let place = min(max(position, 0), 1) * 2
    let index = place < 1 ? 0 : 1
    let part = place - Double(index)
    func mixed(_ a: Double, _ b: Double) -> String {
      let value = String(Int((a + (b - a) * part).rounded()), radix: 16)
      return value.count == 1 ? "0" + value : value
    }
    let (a, b) = (stops[index], stops[index + 1])
    return "#" + mixed(a.0, b.0) + mixed(a.1, b.1) + mixed(a.2, b.2)
  }
}
