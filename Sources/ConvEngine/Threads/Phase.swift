/// A part of a step whose chunks may run at the same time; phases follow one another.
enum Phase: Sendable {
  /// Nothing: what an idle pool holds.
  case idle
  /// One stage of the forward pass; a chunk is a range of images, or of a dense layer's columns.
  case forward(stage: Int)
  /// One operation of a stage of the forward pass over a single image; a chunk is a part of it.
  case forwardPart(stage: Int, operation: Int)
  /// Put kernels into the forms that the passes read; a chunk is a convolution.
  case prepareKernels
  /// A dense layer's output gradient becomes that of its sums; a chunk is a range of columns.
  case denseSums(stage: Int)
  /// One stage of the backward pass; a chunk is a range of images, or of a dense layer's inputs, whose
  /// weights the optimiser changes at once.
  case backward(stage: Int)
  /// Add up the gradients of all image chunks and let the optimiser change these weights; a chunk is a
  /// range of parameters.
  case finish
}
