package import IR

extension Expression {
  /// The value for people: literals as they are, everything that is known later in angle brackets, a secret by its id.
  package var text: String { text { _ in nil } }

  /// The same, with other words for some parts.
  /// - Parameter words: of a part; nil: the usual ones.
  func text(_ words: (Expression) -> String?) -> String {
    if let own = words(self) { return own }
    switch self {
    case .literal(let text): return text
    case .output(let service, let name): return "<\(service).\(name)>"
    case .secret(let id): return "<\(id)>"
    case .variable(let service, let name): return "<\(service.map { $0 + "." } ?? "")\(name)>"
    case .environment(let name): return "<environment.\(name)>"
    case .url(let url): return Self.text(of: url, words)
    case .concat(let parts): return parts.map { $0.text(words) }.joined()
    case .join(let separator, let items): return items.map { $0.text(words) }.joined(separator: separator)
    case .encode(let encoding, let inner): return "\(encoding.rawValue)(\(inner.text(words)))"
    case .alternative(let parts): return parts.map { $0.text(words) }.joined(separator: " ?? ")
    }
  }

  private static func text(of url: URLExpression, _ words: (Expression) -> String?) -> String {
    let login = [url.user, url.password].compactMap { $0?.text(words) }
    var text = url.fullScheme + "://"
    if url.user != nil || url.password != nil {
      text += (url.user == nil ? ":" : "") + login.joined(separator: ":") + "@"
    }
    text += url.host.text(words)
    if let port = url.port { text += ":" + port.text(words) }
    // A literal path begins with the slash that another one lacks.
    if let path = url.path {
      let part = path.text(words)
      text += (part.hasPrefix("/") ? "" : "/") + part
    }
    let query = url.query.map { $0.name + "=" + $0.value.text(words) }
    return text + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
  }
}

extension Command {
  /// The command line for people.
  package var text: String {
    switch self {
    case .shell(let text): return text
    case .words(let words):
      return words.map { word in
        let text = word.parts.map { part in
          switch part {
          case .text(let text): text
          case .variable(let name, _): "$" + name
          }
        }.joined()
        return text.isEmpty || text.contains(" ") ? "'" + text + "'" : text
      }.joined(separator: " ")
    }
  }
}
