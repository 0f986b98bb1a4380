/// A picture cut into squares of 2×2 pixels, NHWC without the N. A last odd row or column belongs to
/// none. All strides count elements.
package struct PairShape: Sendable {
  /// Rows and columns of squares.
  package var height: Int
  package var width: Int
  package var channels: Int
  /// From one row of the picture to the next.
  package var pitch: Int
  /// From one row of the pooled picture, and of its gradient, to the next.
  package var pooledPitch: Int
  package var gradientPitch: Int

  package init(
    height: Int, width: Int, channels: Int, pitch: Int, pooledPitch: Int, gradientPitch: Int
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.pitch = pitch
    self.pooledPitch = pooledPitch
    self.gradientPitch = gradientPitch
  }

  /// Bytes of a pooled pixel's cells: two bits a channel, in whole words of sixteen channels. The bits of
  /// channels there are not may be anything.
  @inlinable
  package static func cellBytes(channels: Int) -> Int { (channels + 15) / 16 * 4 }
}

/// A picture and another of the same size, whose rows may lie further apart. Counted in elements.
package struct PictureShape: Sendable {
  package var height: Int
  package var width: Int
  package var channels: Int
  /// From one row of the picture that changes, and of the one that is read, to the next.
  package var pitch: Int
  package var knownPitch: Int

  package init(height: Int, width: Int, channels: Int, pitch: Int, knownPitch: Int) {
    self.height = height
    self.width = width
    self.channels = channels
    self.pitch = pitch
    self.knownPitch = knownPitch
  }
}

/// What happens to the largest of four sums before it is stored.
package struct PoolEpilogue: Sendable {
  package var finish: ProductFinish
  /// Drops nothing where its threshold is 0. Only after `.relu`, whose zeros then tell the backward
  /// pass all it needs.
  package var dropout: DropoutStream
  /// The number of the first pooled element in the dropout stream.
  package var first: UInt32

  package init(finish: ProductFinish, dropout: DropoutStream, first: UInt32) {
    self.finish = finish
    self.dropout = dropout
    self.first = first
  }
}
