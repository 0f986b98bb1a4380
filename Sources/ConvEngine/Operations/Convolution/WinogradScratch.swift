import KernelTypes

/// A thread's room for the tiles of a block.
struct WinogradScratch {
  let input: UnsafeMutablePointer<Float>
  let output: UnsafeMutablePointer<Float>
  let inputPlane: Int
  let outputPlane: Int

  init(_ room: UnsafeMutablePointer<Float>, tiles: Int, channels: Int, depth: Int) {
    inputPlane = Self.plane(tiles * channels)
    outputPlane = Self.plane(tiles * depth)
    input = room
    output = input + TileRow.planes * inputPlane
  }

  /// Elements needed.
  static func count(tiles: Int, channels: Int, depth: Int) -> Int {
    TileRow.planes * (plane(tiles * channels) + plane(tiles * depth)) + ProductShape.readAhead
  }

  /// A plane's elements and a cache line more: planes a power of two apart would fall into the same
  /// few lines of the cache.
  private static func plane(_ count: Int) -> Int { (count + 15) / 16 * 16 + 16 }
}
