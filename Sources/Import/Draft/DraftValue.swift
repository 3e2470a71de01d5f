import IR
import Engines
import Model
import Resolution

/// What the value of a variable of a compose file becomes.
enum DraftValue {
  /// A secret that an operator supplies; with a reason where the file has a value.
  case secret(String, String?)
  case external(String?)
  /// Text, with references of the language.
  case text(String)

  static func of(_ pair: StackPair, in stack: Stack) -> DraftValue {
    guard let value = pair.value else { return .external(nil) }
    if let endpoint = Endpoint(value), let reference = reference(to: endpoint, in: stack) { return .text(reference) }
    if let hole = value.only {
      let isSecret = SecretNames.soundSecret(hole.name) || SecretNames.soundSecret(pair.name)
      let known = value.known
      if isSecret, known.map({ $0.isEmpty || SecretRecognizer.holdsSecret($0, named: pair.name) }) ?? true {
        let reason = known.map { !$0.isEmpty } ?? false
        return .secret(hole.name, reason ? "has a default here, which is not copied" : nil)
      }
      guard let known else { return .external(nil) }
      return literal(known, pair)
    }
    guard let known = value.known else {
      return .external("a part of the value comes from the environment of compose")
    }
    return literal(known, pair)
  }

  /// Whether builds copy the value of a name into what browsers load.
  static func isForBrowsers(_ name: String) -> Bool {
    ["NEXT_PUBLIC_", "VITE_", "REACT_APP_", "PUBLIC_"].contains(where: name.hasPrefix)
  }

  private static func literal(_ text: String, _ pair: StackPair) -> DraftValue {
    if SecretRecognizer.holdsSecret(text, named: pair.name) {
      return isForBrowsers(pair.name)
        ? .external("holds what looks like a secret, which is not copied")
        : .secret(pair.name, "has a value here, which is not copied: it is a secret now")
    }
    if Placeholders.isPlaceholder(text, isSecretName: SecretNames.soundSecret(pair.name)) {
      return .external("`\(text)` is a placeholder")
    }
    if text.contains("<<") || text.contains("${{") { return .external("the value would be read as a reference") }
    if text.contains("://localhost") || text.contains("://127.0.0.1") {
      return .external("`\(text)` is an address of the developer's machine")
    }
    return .text(text)
  }

  /// `$<<db.url | driver("asyncpg")>>`; nil where the address is no service of the stack.
  private static func reference(to endpoint: Endpoint, in stack: Stack) -> String? {
    guard let target = stack.service(host: endpoint.host) else { return nil }
    if let engine = target.engine {
      guard engine.scheme?.all.contains(endpoint.baseScheme) ?? false else { return nil }
      let driver = endpoint.driver.map { " | driver(\"\($0)\")" } ?? ""
      return "$<<\(target.name).url\(driver)>>"
    }
    guard endpoint.scheme == "http" || endpoint.scheme == "https" else { return nil }
    let path = endpoint.path.map { $0.isEmpty ? "" : "/" + $0 } ?? ""
    return "$<<\(target.name).private_url>>\(path)"
  }
}
