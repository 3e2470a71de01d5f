extension Pattern {
  /// Checks text that was written down for a variable with this pattern. `shape` is how people write it: `price_…`.
  package func check(literal: String, name: String, shape: String? = nil) -> ValueProblem? {
    guard !matches(literal) else { return nil }
    return ValueProblem(
      .patternMismatch, 0..<literal.utf8.count, "`\(name)` must match \((shape ?? text).quotedForMessage)",
      label: "does not match as a whole",
      help: shape == nil ? [] : ["the whole text must match `\(text)`"])
  }
}
