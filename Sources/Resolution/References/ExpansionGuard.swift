import IR

/// Keeps references from growing without bound: twenty variables that each name the one before twice are a million
/// times its text.
final class ExpansionGuard {
  /// Linux passes at most 128 KiB of one variable to a program, its name included (`MAX_ARG_STRLEN`, execve(2)).
  static let longestValue = 131_000
  /// A value that is made of another one, which is made of another one …
  static let deepest = 50
  /// All long values of an environment together.
  private static let room = 32 << 20
  /// Shorter values cost no more than the text that they are written in.
  private static let short = 1024

  private var depth = 0
  /// What is left of it.
  private(set) var left = room

  /// One step further from the value that is wanted; false when that is too far.
  func descend() -> Bool {
    if depth == Self.deepest { return false }
    depth += 1
    return true
  }

  func ascend() { depth -= 1 }

  /// The size of a value while it is put together.
  struct Size {
    fileprivate var bytes = 0
    fileprivate let most: Int

    /// False when the value becomes too long.
    mutating func add(_ expression: Expression) -> Bool {
      expression.walk { node in
        if case .literal(let text) = node { bytes += text.utf8.count } else { bytes += 16 }
      }
      return bytes <= most
    }
  }

  func begin() -> Size { Size(most: min(Self.longestValue, left)) }

  func end(_ size: Size) {
    if size.bytes > Self.short { left = max(Self.short, left - size.bytes) }
  }
}
