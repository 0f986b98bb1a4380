package import KernelTypes

/// This level's kernels.
package let kernelTable = KernelTable(
  lanes: laneCount, block: (blockRows, blockVectors),
  product: product, dotProducts: dotProducts, fetch: fetch, convertPixels: convertPixels,
  maxPoolForward: maxPoolForward, maxPoolBackward: maxPoolBackward,
  poolPairs: poolPairs, poolPairsBackward: poolPairsBackward, finishBackward: finishBackward,
  averagePoolForward: averagePoolForward, averagePoolBackward: averagePoolBackward,
  activate: activate, activateBackward: activateBackward, dropout: dropout,
  addColumnSums: addColumnSums, add: add, transpose: transpose, sgd: sgd, adam: adam,
  tileInput: tileInput,
  tileOutput: tileOutput, tilePooledOutput: tilePooledOutput, tileGradient: tileGradient,
  tileKernels: tileKernels,
  tileKernelGradients: tileKernelGradients,
  multiplyAdds: multiplyAdds, multiplyAddsPerRound: 12 * laneCount)
