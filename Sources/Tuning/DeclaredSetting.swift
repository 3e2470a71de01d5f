/// The value of a key under `tuning:`, already read in the type of that key.
package enum DeclaredSetting: Hashable, Sendable {
  /// Written as `auto`: computed, and emitted even where the result is the server's default.
  case auto
  case bytes(Int)
  /// Whole percent of the container's memory.
  case percent(Int)
  case integer(Int)
  /// A decimal number as text: `1.1`.
  case real(String)
  case boolean(Bool)
  case milliseconds(Int)
  /// A word of the server (`lz4`) or any other text.
  case text(String)
  /// Redis `save` pairs: `900 1`; empty: off.
  case list([String])
}

/// A pair of `tuning.extra`: handed to the server as it was written.
package struct UncheckedSetting: Hashable, Sendable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
