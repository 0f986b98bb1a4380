/// Where images lie in memory: NHWC, each image with a border of zeros that is written once, when the
/// arena is made, so that windows reaching over the edge need no special case.
struct FeatureMap {
  /// For whom there is room.
  enum Home {
    /// Every image of the batch: what a later phase reads.
    case batch
    /// The images of one slab, in the room of the thread that works on it: what only the neighbouring
    /// operations of a stage pass on, and what therefore stays in the cache.
    case thread
  }

  let shape: ImageShape
  let home: Home
  /// Elements from one row to the next.
  let pitch: Int
  /// Elements from one image to the next, not a multiple of a page: what is read of many images at a time,
  /// as a dense layer does, would fall into the same few lines of the cache.
  let imageStride: Int
  private let border: Border
  /// The offset of the first image's first element inside the border.
  private let origin: Int

  /// - Parameter images: for how many there is room in `layout`.
  init(
    _ shape: ImageShape, border: Border = Border(), home: Home, images: Int,
    in layout: inout ArenaLayout
  ) {
    self.shape = shape
    self.home = home
    self.border = border
    pitch = (border.left + shape.width + border.right) * shape.channels
    let count = (border.top + shape.height + border.bottom) * pitch
    imageStride = count % Self.pageCount == 0 ? count + Self.lineCount : count
    origin =
      layout.reserve(images * imageStride) + border.top * pitch + border.left * shape.channels
  }

  /// The same memory as `map`, which must have no border, as a vector for each image.
  init(flattening map: FeatureMap) {
    precondition(map.border == Border(), "flattening a map of \(map.shape) with a border")
    shape = ImageShape(height: 1, width: 1, channels: map.shape.count)
    border = map.border
    pitch = map.shape.count
    imageStride = map.imageStride
    origin = map.origin
    home = map.home
  }

  /// The offset of an image's first element inside the border, from the start of the batch's arena or
  /// the thread's room. Images of a room are counted from the slab's first.
  func offset(_ image: Int) -> Int { origin + image * imageStride }

  /// Elements of a page and of a line of the cache.
  private static let pageCount = 1024
  private static let lineCount = 16

  /// Elements of one row inside the border.
  var rowCount: Int { shape.width * shape.channels }
}

/// How many rows and columns of zeros surround an image.
struct Border: Hashable {
  var top = 0
  var bottom = 0
  var left = 0
  var right = 0
}
