package import Diagnostics
import IR
package import Resolution
package import Model
import Syntax

extension DiagnosticKind {
  package static let credentialInFile = DiagnosticKind(
    "E0501", "credential-in-file",
    summary: "a value is a credential and must not be in the file",
    explanation: """
      The value has the form of a key that some provider gives out, it is a URL with a password or a secret parameter
      (`?token=…`), or it is a long random text in a variable whose name says secret. A topology is committed and read
      by many people and programs, and so is everything that is generated from it: from then on the key belongs to all
      of them, and to the history of the repository.

      Declare the name under `secrets:` as `external` and hand it to the service with `use:`: whoever operates an
      environment supplies the value there. A key that has been committed once is known: revoke it at its provider
      and take a new one.

      Reports show at most the first four characters of such a value.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            GITHUB_TOKEN: ghp_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        GITHUB_TOKEN: external
      services:
        api:
          type: fastapi
          use: [GITHUB_TOKEN]
      """, foreign: .safety)
}

/// A key or a password in plain text, anywhere in a service or in a shared variable.
package enum CredentialInFile: Check {
  package static var kind: DiagnosticKind { .credentialInFile }

  package static func run(in context: CheckContext) {
    for shared in context.analysis.symbols.shared {
      var path = ["variables", shared.name]
      report(shared.name, shared.declaration.node, &path, in: context)
    }
    for service in context.services {
      context.judge(service.declaration.node, by: Self.self) {
        var path = ["services", service.name]
        report(service.name, service.declaration.node, &path, in: context)
      }
      for file in service.declaration.files {
        guard case .template(let name) = file.value, let text = context.analysis.template(name.value) else { continue }
        var path = ["services", service.name, "files", file.name]
        report(file.name, ConfigNode(content: .scalar(text), span: text.span), &path, in: context)
      }
    }
  }

  /// - Parameters:
  ///   - name: of the variable or key that the text is the value of.
  ///   - path: of the node; as it was again in the end.
  private static func report(_ name: String, _ node: ConfigNode, _ path: inout [String], in context: CheckContext) {
    if node.text != nil {
      let named = context.analysis.symbols.tracer.name(name)
      let written = WrittenCredential.all(in: node, of: name) { named.soundsSecret }
      for found in written where found.isRefused && !isExample(found, of: name, node) {
        context.report(
          kind, at: found.span, path: path.joined(separator: "."),
          "`\(name)` holds \(found.what); it must not be in the file",
          label: "readable for everybody who has the file"
        ) { $0.help = [remedy(found, name, path, node), "revoke this one: what was committed once is known"] }
      }
      return
    }
    for item in node.items { report(name, item, &path, in: context) }
    for entry in node.entries {
      if entry.key == "value" {
        report(name, entry.value, &path, in: context)
        continue
      }
      path.append(entry.key)
      report(entry.key, entry.value, &path, in: context)
      path.removeLast()
    }
  }

  /// In a description `smtp://user:password@host` shows the form of a value; the word is no password.
  private static func isExample(_ found: WrittenCredential, of key: String, _ node: ConfigNode) -> Bool {
    guard key == ServiceKey.variablesDoc.name, found.ground == .password, let text = node.text else { return false }
    let word = String(decoding: Array(text.utf8)[found.range], as: UTF8.self).lowercased()
    return ["password", "pass", "passwd", "pw", "secret"].contains(word)
  }

  /// What to write instead, by what the text is for.
  private static func remedy(
    _ found: WrittenCredential, _ name: String, _ path: [String], _ node: ConfigNode
  ) -> String {
    if path.contains("args") {
      return "declare it under `secrets:` (`\(name): external`) and name it under `build.secrets`"
    }
    let isValue = path.first == "variables" || ["variables", "outputs"].contains { path.dropFirst(2).first == $0 }
    guard isValue else {
      return "declare it under `secrets:` of the service, and let the program read it from its environment"
    }
    guard found.ground == .password, let text = node.text else {
      return "declare it under `secrets:` of the service: `\(name): external`"
    }
    let secret = passwordName(name)
    let bytes = Array(text.utf8)
    let front = String(decoding: bytes[..<found.range.lowerBound], as: UTF8.self)
    let rest = String(decoding: bytes[found.range.upperBound...], as: UTF8.self)
    return "declare `\(secret): external` under `secrets:`, and write `\(front)$<<shared.\(secret)>>\(rest)`"
  }

  /// `RABBITMQ_PASSWORD` for the password in `RABBITMQ_URL`.
  private static func passwordName(_ name: String) -> String {
    let upper = name.uppercased()
    for ending in ["_URL", "_URI", "_DSN"] where upper.hasSuffix(ending) {
      return String(upper.dropLast(ending.utf8.count)) + "_PASSWORD"
    }
    let isName = upper.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
    return isName && upper.utf8.first != nil ? upper + "_PASSWORD" : "PASSWORD"
  }
}

/// What no report may show of a value, and what is refused of it.
package struct WrittenCredential {
  package let span: Span
  /// UTF-8 offsets in the text of the node.
  package let range: Range<Int>
  package let ground: SecretRecognizer.Ground
  /// `a Stripe live key`.
  package let what: String
  /// False: it is only hidden, because it is a placeholder, opens nothing but the reader's own machine, or is secret
  /// by its name alone.
  package let isRefused: Bool

  /// In a value, or in the items of a list.
  package static func all(in value: ConfigNode, of name: String) -> [WrittenCredential] {
    all(in: value, of: name) { SecretNames.soundSecret(name) }
  }

  /// The same, where it is known whether the name sounds secret.
  static func all(in value: ConfigNode, of name: String, soundsSecret: () -> Bool) -> [WrittenCredential] {
    guard let text = value.text else {
      return value.items.flatMap { all(in: $0, of: name, soundsSecret: soundsSecret) }
    }
    let matches = SecretRecognizer.matches(in: text, named: name, soundsSecret: soundsSecret())
    if matches.isEmpty { return [] }
    let isPlaceholder = Placeholders.isPlaceholder(text, isSecretName: soundsSecret())
    // Such a text is no secret, and neither is the name behind a tag.
    if isPlaceholder || value.isTagged, matches[0].ground == .name || matches[0].ground == .random { return [] }
    // One refusal is enough for one value.
    let refused = isPlaceholder ? nil : matches.firstIndex { $0.ground != .name && !$0.isLocal }
    return matches.enumerated().map { index, match in
      WrittenCredential(
        span: value.span(of: match.range), range: match.range, ground: match.ground, what: match.what,
        isRefused: index == refused)
    }
  }
}
