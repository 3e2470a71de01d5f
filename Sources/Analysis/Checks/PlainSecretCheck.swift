package import Diagnostics
import IR
import Model
import Syntax

/// What sounds like a secret and stands in the file, as a value, inside of a URL, or as something to fall back on.
package enum PlainSecretCheck: VariableCheck {
  package static var kind: DiagnosticKind { .secretInPlainText }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    let value = variable.resolved
    guard variable.inheritedFrom == nil, !value.isPoisoned, let node = variable.declaration?.value else { return }
    if case .alternative(let parts) = value.value.expression {
      return fallback(parts, node, variable, service, context)
    }
    guard let text = value.literal, value.items == nil, !text.isEmpty, text.utf8.count < 1000 else { return }
    let path = context.path(service, variable)
    if text.utf8.contains(UInt8(ascii: "@")), let password = Credentials.password(inURL: text) {
      guard !variable.isUnsaid, Credentials.find(in: text) == nil else { return }
      context.report(kind, at: node.span(of: password), path: path, "`\(variable.name)` holds a password in plain text")
      { $0.help = ["build the URL from references: `$<<postgres.DATABASE_URL>>`, or make the whole a secret"] }
      return
    }
    // Switches and numbers are the most common values.
    guard text.utf8.count > 1, text != "true", text != "false", Conventions.soundsSecret(variable.name),
      isSecretText(text, variable, service),
      WrittenCredential.all(in: node, of: variable.name).allSatisfy({ $0.what == nil })
    else { return }
    context.report(
      kind, at: node.span, path: path, "`\(variable.name)` looks like a secret but is written in plain text"
    ) {
      $0.notes = ["everybody who has this file, or its history, knows it"]
      $0.help = [
        "declare it under `secrets:` (`\(variable.name): generate`, or `external`) and name it under `use:`"
      ]
      if let fix = SecretDeclaration.fix(variable.name, node, of: service, in: context) { $0.fixes = [fix] }
    }
  }

  /// Settings of secrets are none: switches, numbers, addresses, algorithms.
  private static func isSecretText(_ text: String, _ variable: VariableSymbol, _ service: ServiceSymbol) -> Bool {
    guard !variable.isUnsaid, !BrowserVisibility.isVisible(variable, of: service), !isTagged(variable),
      Expectation.of(variable, in: service).type == .string
    else { return false }
    if ["true", "false", "none", "null", "0", "1"].contains(text.lowercased()) { return false }
    if text.utf8.allSatisfy({ (48...57).contains($0) }), text.utf8.count < 7 { return false }
    if URLText(text) != nil || text.hasPrefix("/") || text.hasPrefix("pk_") { return false }
    let settings: Set<String> = [
      "ALGORITHM", "ALG", "TYPE", "METHOD", "MODE", "NAME", "HEADER", "PREFIX", "ISSUER", "AUDIENCE", "TTL", "LIFETIME",
      "EXPIRES", "EXPIRY", "LENGTH", "ROUNDS", "BACKEND", "PROVIDER", "DOMAIN", "HOST", "USER", "USERNAME", "PATH",
      "URL", "FORMAT", "REGION", "SCOPE", "SCOPES", "STRATEGY", "COOKIE", "POLICY", "ENABLED", "COUNT", "HASHERS",
      "ROTATION", "INTERVAL", "LIMIT", "TIMEOUT",
    ]
    let words = variable.name.utf8.split(separator: UInt8(ascii: "_")).map { String(Substring($0)).uppercased() }
    // The access key of an S3 is the name of a user; its partner is the secret.
    if words.contains("ACCESS"), !words.contains("SECRET"), !words.contains("TOKEN") { return false }
    return !words.contains(where: settings.contains)
  }

  /// `!secret name`: E0110 has said it.
  private static func isTagged(_ variable: VariableSymbol) -> Bool {
    guard let scalar = variable.declaration?.value?.scalar else { return false }
    return scalar.withSource { source in
      var end = Int(scalar.span.start)
      while end > 0, source[end - 1] == 0x20 { end -= 1 }
      var start = end
      while start > 0, source[start - 1] > 0x20 { start -= 1 }
      return start < end && source[start] == UInt8(ascii: "!")
    }
  }

  /// `shared.SECRET_KEY ?? "development"`.
  private static func fallback(
    _ parts: [Expression], _ node: ConfigNode, _ variable: VariableSymbol, _ service: ServiceSymbol,
    _ context: CheckContext
  ) {
    guard let first = parts.first, case .secret = first, case .literal(let text)? = parts.last, !text.isEmpty else {
      return
    }
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "`\(variable.name)` falls back on a value that everybody can read"
    ) {
      $0.notes = ["nobody notices when the real one is missing"]
      $0.help = ["let the secret be required: `external` or `generate`, without `??`"]
    }
  }
}
