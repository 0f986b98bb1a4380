/// The inner loops of the engine at one instruction-set level. Every function is pure over the
/// buffers it is handed, allocates nothing and starts no thread; outputs come first, sizes last.
///
/// The functions are reached only through this table: the modules that make them are built for
/// different processors, and nothing of theirs may be compiled into a caller (ARCHITECTURE.md).
package struct KernelTable: Sendable {
  package typealias Output = UnsafeMutablePointer<Float>
  package typealias Input = UnsafePointer<Float>
  package typealias PoolCells = UnsafeMutablePointer<UInt8>

  /// How many floats one vector register holds.
  package var lanes: Int
  /// The largest register block of `product`: rows, and columns in vectors.
  package var block: (rows: Int, vectors: Int)

  /// C = A·B in the general form of `ProductShape`; the bias pointer is read only if the start is
  /// `.bias`.
  package var product:
    @Sendable (
      _ c: Output, _ a: Input, _ b: Input, _ bias: Input, _ start: ProductStart,
      _ finish: ProductFinish, _ shape: ProductShape
    ) -> Void

  /// C = A·Bᵀ in the general form of `DotShape`.
  package var dotProducts:
    @Sendable (_ c: Output, _ a: Input, _ b: Input, _ shape: DotShape) -> Void

  /// Reads numbers in the order of memory and does nothing with them: then they are in the cache. Reading
  /// them first in another order, a tile at a time, takes three times as long.
  package var fetch: @Sendable (_ from: Input, _ count: Int) -> Void

  /// y = scale · bytes
  package var convertPixels:
    @Sendable (_ y: Output, _ bytes: UnsafePointer<UInt8>, _ scale: Float, _ count: Int) -> Void

  /// y = the largest value in each window; `cells` = the number of the first cell that has it (of the
  /// last NaN, where there is one), row by row of the window, packed [OH, OW, C] without pitch.
  package var maxPoolForward:
    @Sendable (
      _ y: Output, _ cells: UnsafeMutablePointer<UInt32>, _ x: Input, _ shape: WindowShape
    ) -> Void

  /// dx = dy where a window found its maximum, zero elsewhere.
  package var maxPoolBackward:
    @Sendable (
      _ dx: Output, _ dy: Input, _ cells: UnsafePointer<UInt32>, _ shape: WindowShape
    ) -> Void

  /// y = f(the largest of each 2×2 of x), of which dropout then keeps what its stream says. `cells` =
  /// which of the four it was (the first of equals, the last NaN), two bits for each channel, four
  /// channels to a byte, `PairShape.cellBytes` a pixel; nil where no gradient will be asked for.
  package var poolPairs:
    @Sendable (
      _ y: Output, _ cells: PoolCells?, _ x: Input, _ epilogue: PoolEpilogue, _ shape: PairShape
    ) -> Void

  /// dx = dy · scale · f′(y) in the cell of its 2×2 that was the largest, 0 in the others; adds up these
  /// gradients by channel, in the order of the pixels. y tells what f and dropout did.
  package var poolPairsBackward:
    @Sendable (
      _ dx: Output, _ sums: Output?, _ dy: Input, _ y: Input, _ cells: UnsafePointer<UInt8>,
      _ epilogue: PoolEpilogue, _ shape: PairShape
    ) -> Void

  /// d = d · f′(y) for f a product's finish, over a picture; adds up the result by channel, in the order
  /// of the pixels.
  package var finishBackward:
    @Sendable (
      _ d: Output, _ sums: Output?, _ y: Input, _ finish: ProductFinish, _ shape: PictureShape
    ) -> Void

  /// y = the mean of each window's cells inside the input.
  package var averagePoolForward: @Sendable (_ y: Output, _ x: Input, _ shape: WindowShape) -> Void

  /// dx = the sum, over the windows a cell lies in, of dy ÷ the window's cells.
  package var averagePoolBackward:
    @Sendable (_ dx: Output, _ dy: Input, _ shape: WindowShape) -> Void

  /// y = f(x)
  package var activate:
    @Sendable (_ y: Output, _ x: Input, _ f: ElementFunction, _ count: Int) -> Void

  /// dx = dy · f′, where f′ is found from `known`: the function's output for linear, relu,
  /// leakyRelu, tanh and sigmoid, its input for gelu and silu. dx may be dy.
  package var activateBackward:
    @Sendable (
      _ dx: Output, _ dy: Input, _ known: Input, _ f: ElementFunction, _ count: Int
    ) -> Void

  /// y = x · scale where the stream keeps element `first` + i, else 0. y may be x.
  package var dropout:
    @Sendable (
      _ y: Output, _ x: Input, _ stream: DropoutStream, _ first: UInt32, _ count: Int
    ) -> Void

  /// sums[j] += Σ over rows i of x[i·pitch + j], in the order of the rows.
  package var addColumnSums:
    @Sendable (_ sums: Output, _ x: Input, _ pitch: Int, _ rows: Int, _ columns: Int) -> Void

  /// y += x
  package var add: @Sendable (_ y: Output, _ x: Input, _ count: Int) -> Void

  /// to[j·toPitch + i] = from[i·fromPitch + j]
  package var transpose:
    @Sendable (
      _ to: Output, _ from: Input, _ toPitch: Int, _ fromPitch: Int, _ rows: Int, _ columns: Int
    ) -> Void

  /// One SGD step over weights, their velocities and gradients. The velocity is untouched where
  /// momentum is 0.
  package var sgd:
    @Sendable (
      _ weights: Output, _ velocity: Output, _ gradients: Input, _ update: SGDUpdate, _ count: Int
    ) -> Void

  /// One Adam step over weights, their first and second moments and gradients.
  package var adam:
    @Sendable (
      _ weights: Output, _ first: Output, _ second: Output, _ gradients: Input,
      _ update: AdamUpdate, _ count: Int
    ) -> Void

  /// v = Bᵀ·x·B of each tile of a row: 6×6 pixels of x, four apart, into 36 planes.
  package var tileInput: @Sendable (_ v: Output, _ x: Input, _ row: TileRow) -> Void

  /// y = f(Aᵀ·m·A + bias) of each tile of a row: 36 planes into 4×4 pixels of y, without those beyond
  /// the row's height and width. The bias is read only if the start is `.bias`.
  package var tileOutput:
    @Sendable (
      _ y: Output, _ m: Input, _ bias: Input, _ start: ProductStart, _ finish: ProductFinish,
      _ row: TileRow
    ) -> Void

  /// The same, and of each 2×2 of those pixels the largest: y is the pooled picture, half the row's
  /// height and width, of which dropout then keeps what its stream says, counting from element `first`
  /// of the image. `cells` as in `poolPairs`.
  package var tilePooledOutput:
    @Sendable (
      _ y: Output, _ cells: PoolCells?, _ m: Input, _ bias: Input, _ start: ProductStart,
      _ epilogue: PoolEpilogue, _ row: TileRow
    ) -> Void

  /// d = G′·dy·G′ᵀ of each tile of a row: 4×4 pixels of dy into 36 planes.
  package var tileGradient: @Sendable (_ d: Output, _ dy: Input, _ row: TileRow) -> Void

  /// u = G·g·Gᵀ of `count` kernels: [3, 3, count] into 36 planes of `count`.
  package var tileKernels: @Sendable (_ u: Output, _ g: Input, _ count: Int) -> Void

  /// dg = A′ᵀ·du·A′ of `count` kernels: 36 planes of `count` into [3, 3, count].
  package var tileKernelGradients: @Sendable (_ dg: Output, _ du: Input, _ count: Int) -> Void

  /// Multiply-adds on registers alone, `multiplyAddsPerRound` a round, to find the machine's peak.
  package var multiplyAdds: @Sendable (_ rounds: Int) -> Float
  package var multiplyAddsPerRound: Int

  package init(
    lanes: Int, block: (rows: Int, vectors: Int),
    product:
      @escaping @Sendable (
        Output, Input, Input, Input, ProductStart, ProductFinish, ProductShape
      ) -> Void,
    dotProducts: @escaping @Sendable (Output, Input, Input, DotShape) -> Void,
    fetch: @escaping @Sendable (Input, Int) -> Void,
    convertPixels: @escaping @Sendable (Output, UnsafePointer<UInt8>, Float, Int) -> Void,
    maxPoolForward:
      @escaping @Sendable (Output, UnsafeMutablePointer<UInt32>, Input, WindowShape) -> Void,
    maxPoolBackward:
      @escaping @Sendable (Output, Input, UnsafePointer<UInt32>, WindowShape) -> Void,
    poolPairs:
      @escaping @Sendable (Output, PoolCells?, Input, PoolEpilogue, PairShape) -> Void,
    poolPairsBackward:
      @escaping @Sendable (
        Output, Output?, Input, Input, UnsafePointer<UInt8>, PoolEpilogue, PairShape
      ) -> Void,
    finishBackward:
      @escaping @Sendable (Output, Output?, Input, ProductFinish, PictureShape) -> Void,
    averagePoolForward: @escaping @Sendable (Output, Input, WindowShape) -> Void,
    averagePoolBackward: @escaping @Sendable (Output, Input, WindowShape) -> Void,
    activate: @escaping @Sendable (Output, Input, ElementFunction, Int) -> Void,
    activateBackward: @escaping @Sendable (Output, Input, Input, ElementFunction, Int) -> Void,
    dropout: @escaping @Sendable (Output, Input, DropoutStream, UInt32, Int) -> Void,
    addColumnSums: @escaping @Sendable (Output, Input, Int, Int, Int) -> Void,
    add: @escaping @Sendable (Output, Input, Int) -> Void,
    transpose: @escaping @Sendable (Output, Input, Int, Int, Int, Int) -> Void,
    sgd: @escaping @Sendable (Output, Output, Input, SGDUpdate, Int) -> Void,
    adam: @escaping @Sendable (Output, Output, Output, Input, AdamUpdate, Int) -> Void,
    tileInput: @escaping @Sendable (Output, Input, TileRow) -> Void,
    tileOutput:
      @escaping @Sendable (Output, Input, Input, ProductStart, ProductFinish, TileRow) -> Void,
    tilePooledOutput:
      @escaping @Sendable (
        Output, PoolCells?, Input, Input, ProductStart, PoolEpilogue, TileRow
      ) -> Void,
    tileGradient: @escaping @Sendable (Output, Input, TileRow) -> Void,
    tileKernels: @escaping @Sendable (Output, Input, Int) -> Void,
    tileKernelGradients: @escaping @Sendable (Output, Input, Int) -> Void,
    multiplyAdds: @escaping @Sendable (Int) -> Float, multiplyAddsPerRound: Int
  ) {
    self.lanes = lanes
    self.block = block
    self.product = product
    self.dotProducts = dotProducts
    self.fetch = fetch
    self.convertPixels = convertPixels
    self.maxPoolForward = maxPoolForward
    self.maxPoolBackward = maxPoolBackward
    self.poolPairs = poolPairs
    self.poolPairsBackward = poolPairsBackward
    self.finishBackward = finishBackward
    self.averagePoolForward = averagePoolForward
    self.averagePoolBackward = averagePoolBackward
    self.activate = activate
    self.activateBackward = activateBackward
    self.dropout = dropout
    self.addColumnSums = addColumnSums
    self.add = add
    self.transpose = transpose
    self.sgd = sgd
    self.adam = adam
    self.tileInput = tileInput
    self.tileOutput = tileOutput
    self.tilePooledOutput = tilePooledOutput
    self.tileGradient = tileGradient
    self.tileKernels = tileKernels
    self.tileKernelGradients = tileKernelGradients
    self.multiplyAdds = multiplyAdds
    self.multiplyAddsPerRound = multiplyAddsPerRound
  }
}
