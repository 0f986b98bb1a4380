/// A grid of dots, two across and four down in each character (Unicode's braille patterns), each
/// character in one colour.
struct BrailleCanvas {
  let columns: Int
  let rows: Int
  private var dots: [UInt8]
  /// The series with the most dots in each character, the earlier one among equals.
  private var counts: [[Int: Int]]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    dots = Array(repeating: 0, count: columns * rows)
    counts = Array(repeating: [:], count: columns * rows)
  }

  /// Dots across and down.
  var width: Int { columns * 2 }
  var height: Int { rows * 4 }

  /// Sets the dot `x` from the left, `y` from the top; one outside is left out.
  mutating func set(_ x: Int, _ y: Int, series: Int) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let cell = y / 4 * columns + x / 2
    let bit: UInt8 =
      switch (x % 2, y % 4) {
      case (0, 3): 0x40
      case (1, 3): 0x80
      case (0, let row): 1 << UInt8(row)
      case (_, let row): 8 << UInt8(row)
      }
    if dots[cell] & bit == 0 { counts[cell][series, default: 0] += 1 }
    dots[cell] |= bit
  }

  /// A straight line, both ends included (Bresenham); gives its dots.
  mutating func line(
    from a: (x: Int, y: Int), to b: (x: Int, y: Int), series: Int
  ) -> [(x: Int, y: Int)] {
    let (wide, high) = (abs(b.x - a.x), abs(b.y - a.y))
    let (right, down) = (a.x < b.x ? 1 : -1, a.y < b.y ? 1 : -1)
    var (x, y) = a
    var error = wide - high
    var dots: [(x: Int, y: Int)] = []
    while true {
      set(x, y, series: series)
      dots.append((x, y))
      if (x, y) == b { return dots }
      let twice = 2 * error
      if twice > -high {
        error -= high
        x += right
      }
      if twice < wide {
        error += wide
        y += down
      }
    }
  }

  /// The character of a cell and the series it belongs to; nil for an empty one.
  func cell(_ column: Int, _ row: Int) -> (character: Character, series: Int)? {
    let index = row * columns + column
    guard dots[index] != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(dots[index])) else {
      return nil
    }
    let series = counts[index].max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 0
    return (Character(scalar), series)
  }
}
