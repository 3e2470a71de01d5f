package import IR

extension Expression {
  /// The value for people: literals as they are, everything that is known later in angle brackets, a secret by its id.
  package var text: String {
    switch self {
    case .literal(let text): return text
    case .output(let service, let name): return "<\(service).\(name)>"
    case .secret(let id): return "<\(id)>"
    case .variable(let service, let name): return "<\(service.map { $0 + "." } ?? "")\(name)>"
    case .environment(let name): return "<environment.\(name)>"
    case .url(let url): return Self.text(of: url)
    case .concat(let parts): return parts.map { $0.text }.joined()
    case .join(let separator, let items): return items.map { $0.text }.joined(separator: separator)
    case .encode(let encoding, let inner): return "\(encoding.rawValue)(\(inner.text))"
    case .alternative(let parts): return parts.map { $0.text }.joined(separator: " ?? ")
    }
  }

  private static func text(of url: URLExpression) -> String {
    let login = [url.user, url.password].compactMap { $0?.text }
    var text = url.fullScheme + "://"
    if url.user != nil || url.password != nil {
      text += (url.user == nil ? ":" : "") + login.joined(separator: ":") + "@"
    }
    text += url.host.text
    if let port = url.port { text += ":" + port.text }
    // A literal path begins with the slash that another one lacks.
    if let path = url.path {
      let part = path.text
      text += (part.hasPrefix("/") ? "" : "/") + part
    }
    let query = url.query.map { $0.name + "=" + $0.value.text }
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
