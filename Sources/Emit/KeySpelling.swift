/// What a key of the language is called in the files of a tool that people know.
package enum KeySpelling: Hashable, Sendable {
  /// Paths in such a file, without the names that people choose: `healthcheck.timeout`.
  /// - Parameter note: what is different about it; empty where nothing is.
  case keys([String], note: String = "")
  /// The tool has no such key.
  /// - Parameter instead: what serves the purpose there; empty where nothing does.
  case absent(instead: String = "")

  /// As Markdown, for a cell of a table.
  package var text: String {
    switch self {
    case .keys(let keys, let note):
      keys.map { "`\($0)`" }.joined(separator: ", ") + (note.isEmpty ? "" : " (\(note))")
    case .absent(let instead): instead.isEmpty ? "none" : "none: " + instead
    }
  }
}
