/// Colors for terminals. Nothing else writes escape codes.
package struct Decorator: Sendable {
  package enum Style: Sendable {
    case error
    case warning
    case info
    /// The message of a finding, headings.
    case emphasis
    /// Line numbers and the rule beside them.
    case frame
    /// Labels of secondary places.
    case secondary
    /// Good news.
    case success
    /// What may be overlooked.
    case faint

    /// Parameters of Select Graphic Rendition (ECMA-48, 8.3.117).
    fileprivate var parameters: String {
      switch self {
      case .error: "1;31"
      case .warning: "1;33"
      case .info: "1;36"
      case .emphasis: "1"
      case .frame, .secondary: "1;34"
      case .success: "1;32"
      case .faint: "2"
      }
    }
  }

  package let isEnabled: Bool

  package init(isEnabled: Bool) { self.isEnabled = isEnabled }

  /// Leaves every text as it is.
  package static let plain = Decorator(isEnabled: false)

  package func apply(_ style: Style, to text: String) -> String {
    guard isEnabled, !text.isEmpty else { return text }
    return "\u{1B}[\(style.parameters)m\(text)\u{1B}[0m"
  }

  /// How many scalars the escape code at the start of a text has, where `apply` can have written it: the parameters of
  /// Select Graphic Rendition are digits and semicolons.
  static func codeLength(_ text: Substring.UnicodeScalarView) -> Int? {
    guard text.dropFirst().first == "[" else { return nil }
    let parameters = text.dropFirst(2).prefix { "0"..."9" ~= $0 || $0 == ";" }
    guard parameters.count <= 4, text.dropFirst(2 + parameters.count).first == "m" else { return nil }
    return parameters.count + 3
  }
}

extension Severity {
  /// How a finding of this severity is coloured.
  package var style: Decorator.Style {
    switch self {
    case .error: .error
    case .warning: .warning
    case .info: .info
    }
  }
}
