/// What a container runs.
package enum Command: Hashable, Sendable {
  /// Text with shell syntax, run by `sh -c`.
  case shell(String)
  /// Words, passed one by one.
  case words([Word])

  /// One word: text and variables that the container's environment fills in.
  package struct Word: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
      case text(String)
      /// `$PORT`; `fallback` is what the topology says the value is, for places where the environment may lack it.
      case variable(name: String, fallback: String)
    }

    package var parts: [Part]

    package init(_ parts: [Part]) { self.parts = parts }

    package static func text(_ text: String) -> Word { Word([.text(text)]) }
  }

  /// The names of the variables among its words, in their order; shell text reads what it wants.
  package var variables: [String] {
    guard case .words(let words) = self else { return [] }
    return words.flatMap(\.parts).compactMap {
      if case .variable(let name, _) = $0 { return name }
      return nil
    }
  }

  /// Whether the environment must be read, so that a shell (or the target's own substitution) is needed.
  package var needsShell: Bool {
    switch self {
    case .shell: true
    case .words(let words):
      words.contains { word in
        word.parts.contains {
          if case .variable = $0 { return true }
          return false
        }
      }
    }
  }
}
