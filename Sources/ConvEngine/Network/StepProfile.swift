/// Where the time of training steps went. Seconds are those of a clock on the wall, read on the thread
/// that does the work and added up over threads; waiting for one another is in none of them.
public struct StepProfile: Hashable, Sendable {
  /// What one part of the steps took.
  public struct Part: Hashable, Sendable {
    /// The layer's name; or `input` (loading the images), `loss` (with its gradient), `kernels` (putting
    /// them into the forms that the passes read), `optimizer` (the sum of the chunks' gradients and the
    /// update; a dense layer's update is within its backward pass).
    public var name: String
    /// The layer whose operation does this layer's work too; nil for one with work of its own, and for
    /// one without any.
    public var host: String?
    /// Seconds of the forward pass; nil where nothing is to be done.
    public var forward: Double?
    /// Seconds of the backward pass; nil where nothing is to be done.
    public var backward: Double?
  }

  /// Images that went through these steps.
  public var images: Int
  /// `input`, the model's layers, `loss`, `kernels`, `optimizer`.
  public var parts: [Part]

  /// Seconds of all parts together.
  public var seconds: Double {
    parts.reduce(0) { $0 + ($1.forward ?? 0) + ($1.backward ?? 0) }
  }
}

/// What a moment of a step is spent on.
enum StepPart: Hashable {
  case input
  /// The layer's position in the model.
  case layer(Int)
  case loss, kernels, optimizer
}

enum StepPass { case forward, backward }
