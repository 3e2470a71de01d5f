import Resolution
import IR
import Model

/// Takes out percent-encodings of values that need none: what is generated, and what was promised by `charset: url`.
struct URLSafety {
  private let safe: Set<String>

  init(_ symbols: SymbolTable) {
    safe = Set(symbols.secrets.filter(\.declaration.isURLSafe).map(\.id))
  }

  /// Secrets that an operator supplies are encoded where a text has the shape of a URL: what they hold is not known.
  func encoded(_ expression: Expression) -> Expression {
    guard case .concat(let parts) = expression, URLShape.scheme(of: expression) != nil else { return expression }
    return .concat(
      parts.map { part in
        if case .secret = part, !needsNoEncoding(part) { return .encode(.uri, part) }
        return part
      })
  }

  func simplified(_ expression: Expression) -> Expression {
    switch expression {
    case .literal, .output, .secret, .variable, .environment: return expression
    case .concat(let parts): return .joined(parts.map(simplified))
    case .join(let separator, let items): return .join(separator: separator, items: items.map(simplified))
    case .alternative(let parts): return .alternative(parts.map(simplified))
    case .encode(let encoding, let inner):
      let value = simplified(inner)
      return encoding == .uri && needsNoEncoding(value) ? value : .encode(encoding, value)
    case .url(var url):
      url.user = url.user.map(simplified)
      url.password = url.password.map(simplified)
      url.host = simplified(url.host)
      url.port = url.port.map(simplified)
      url.path = url.path.map(simplified)
      url.query = url.query.map { .init($0.name, simplified($0.value)) }
      return .url(url)
    }
  }

  private func needsNoEncoding(_ value: Expression) -> Bool {
    switch value {
    // A store's own password is generated from letters and digits.
    case .secret(let id): safe.contains(id) || !id.hasPrefix("shared/")
    default: false
    }
  }
}
