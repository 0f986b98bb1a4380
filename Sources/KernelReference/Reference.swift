package import KernelTypes

/// Every kernel as a plain loop, one number at a time: what the fast ones are tested against.
///
/// A level with fused multiply-add rounds sum + a·b once, one without it twice; so there is a table
/// for each.
struct Reference: Sendable {
  /// sum + a·b, rounded once or twice.
  let multiplyAdd: @Sendable (_ sum: Float, _ a: Float, _ b: Float) -> Float
}

/// The reference that rounds each product and each sum.
package let referenceTable = Reference(multiplyAdd: { sum, a, b in sum + a * b }).table

/// The reference that rounds each sum of a product once.
package let fusedReferenceTable =
  Reference(multiplyAdd: { sum, a, b in sum.addingProduct(a, b) }).table

extension Reference {
  var table: KernelTable {
    KernelTable(
      lanes: 1, block: (1, 1),
      product: product, dotProducts: dotProducts, fetch: { _, _ in }, convertPixels: convertPixels,
      maxPoolForward: maxPoolForward, maxPoolBackward: maxPoolBackward,
      poolPairs: poolPairs, poolPairsBackward: poolPairsBackward, finishBackward: finishBackward,
      averagePoolForward: averagePoolForward, averagePoolBackward: averagePoolBackward,
      activate: activate, activateBackward: activateBackward, dropout: dropout,
      addColumnSums: addColumnSums, add: add, transpose: transpose, sgd: sgd, adam: adam,
      tileInput: tileInput,
      tileOutput: tileOutput, tilePooledOutput: tilePooledOutput, tileGradient: tileGradient,
      tileKernels: tileKernels,
      tileKernelGradients: tileKernelGradients,
      multiplyAdds: multiplyAdds, multiplyAddsPerRound: 1)
  }
}
