import Dispatch

/// Calls `body` with 0..<parts, several at a time on the cores there are, and returns when all are done.
///
/// The compiler's check of what is shared is switched off here, once: the caller's parts must write to
/// disjoint memory only.
func inParallel(_ parts: Int, _ body: (Int) -> Void) {
  withoutActuallyEscaping(body) { body in
    nonisolated(unsafe) let unchecked = body
    DispatchQueue.concurrentPerform(iterations: parts) { unchecked($0) }
  }
}
