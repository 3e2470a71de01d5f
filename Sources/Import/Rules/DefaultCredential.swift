package import Diagnostics
import Probes
import Resolution
import Syntax

/// W1020 for a compose file: a secret falls back to a value in the file.
package enum DefaultCredential: StackRule {
  package static var kind: DiagnosticKind { .credentialDefault }

  package static func run(in context: StackContext) {
    var order: [String] = []
    var uses: [String: [(hole: HoledText.Hole, text: HoledText, key: String)]] = [:]
    for (hole, text, path) in context.holes where hole.operation == .fallback && path.contains("environment") {
      guard SecretNames.soundSecret(hole.name), let known = known(hole), known.utf8.count > 1,
        !Placeholders.isPlaceholder(known, isSecretName: true), !SecretNames.nameSetting(hole.name)
      else { continue }
      if uses[hole.name] == nil { order.append(hole.name) }
      uses[hole.name, default: []].append((hole, text, path.last ?? hole.name))
    }
    let inCode = context.passwordsInCode
    for name in order {
      guard let all = uses[name], let first = all.first, let text = known(first.hole),
        // An operator is asked for what a template names, unless the template has the same text.
        context.described.value(of: name).map({ $0 == text }) ?? true,
        // The code that repeats it is the larger mistake.
        !inCode.contains(text)
      else { continue }
      let span = argument(of: first.hole, first.text)
      context.report(kind, at: span, "`\(first.key)` falls back to a password in the file") {
        $0.masked = all.map { argument(of: $0.hole, $0.text) }
        $0.secondary = all.dropFirst().prefix(3).map { .init(argument(of: $0.hole, $0.text), "repeated here") }
        $0.notes = ["a deployment whose `.env` lacks `\(name)` starts with it, without a warning"]
        $0.remedies = [.requireVariable(name)]
      }
    }
  }

  private static func known(_ hole: HoledText.Hole) -> String? {
    var text = ""
    for part in hole.argument {
      guard case .text(let piece, _) = part else { return nil }
      text += piece
    }
    return text
  }

  private static func argument(of hole: HoledText.Hole, _ text: HoledText) -> Span {
    guard case .text(_, let range)? = hole.argument.first else { return text.span(of: hole) }
    return text.node.span(of: range)
  }
}

extension StackContext {
  /// The passwords of addresses that code falls back to in this stack.
  fileprivate var passwordsInCode: Set<String> {
    var found: Set<String> = []
    for service in stack.services {
      guard let survey = survey(of: service) else { continue }
      for setting in DefaultCredentialInCode.defaults(survey, of: service, self) {
        let bytes = Array(setting.text.utf8)
        for match in SecretRecognizer.matches(in: setting.text) where match.ground == .password {
          found.insert(String(decoding: bytes[match.range], as: UTF8.self))
        }
      }
    }
    return found
  }
}
