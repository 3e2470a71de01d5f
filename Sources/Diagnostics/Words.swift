/// How lists of names are written in messages.
package enum Words {
  /// `` `a`, `b` or `c` ``.
  package static func alternatives(_ names: [String]) -> String { list(names, "or") }

  /// `` `a`, `b` and `c` ``.
  package static func enumeration(_ names: [String]) -> String { list(names, "and") }

  private static func list(_ names: [String], _ word: String) -> String {
    let quoted = names.map { "`\($0)`" }
    guard quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " \(word) " + quoted[quoted.count - 1]
  }

  /// `1 error`, `2 errors`.
  package static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
