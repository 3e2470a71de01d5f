/// Patterns of a `.dockerignore`.
enum IgnorePattern {
  /// A path that matches only itself.
  static func literal(_ path: String) -> String {
    var result = ""
    for (index, character) in path.enumerated() {
      let isSpecial =
        character == "*" || character == "?" || character == "[" || character == "\\"
        || (index == 0 && (character == "!" || character == "#"))
      result += isSpecial ? "\\" + String(character) : String(character)
    }
    return result
  }
}
