package import Diagnostics
package import Resolution
import Model
import Syntax

extension DiagnosticKind {
  package static let foreignReference = DiagnosticKind(
    "W0311", "foreign-reference", tunable: true,
    summary: "a value looks like a reference in another syntax",
    explanation: """
      `${NAME}`, `$NAME`, `{{NAME}}`, `$(NAME)` and `%NAME%` are how shells, compose, Helm, Kubernetes and Windows
      insert a value. In a variable of a topology they are plain text, and that text is what the process gets:
      nothing runs a shell over it, and each generated file escapes it so that it stays as written.

      A reference is written `$<<service.NAME>>`, `$<<shared.NAME>>` or, for another variable of the same service,
      `$<<NAME>>`. A default is `$<<NAME ?? "text">>`.

      If the text is really meant, because the program itself replaces it, allow the finding with that reason. In
      `start:` and `release:` such text is fine: a shell reads those.

      A name in delimiters that this file declares, such as `${postgres.url}`, is a misspelt reference: E0305.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            REGION: eu
            CACHE_PREFIX: $REGION-shop
                          ^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            REGION: eu
            CACHE_PREFIX: $<<REGION>>-shop
      """)
}

/// A reference in the syntax of a shell, compose, Kubernetes or a template engine: it would stay as it is.
package enum ForeignReference: VariableCheck {
  package static var kind: DiagnosticKind { .foreignReference }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let (text, node) = variable.writtenText(of: service, in: context),
      let found = ForeignReferences.find(in: text).first
    else { return }
    if found.name == variable.name, found.range == 0..<text.utf8.count { return }
    if Placeholders.isPlaceholder(text, isSecretName: variable.named.soundsSecret) { return }
    // What comes by a reference is written elsewhere.
    let isWrittenHere = ReferenceRanges.find(in: node.text ?? "").isEmpty
    let span = isWrittenHere ? node.span(of: found.range) : node.span
    let written = String(decoding: Array(text.utf8)[found.range], as: UTF8.self)
    if let fallback = found.fallback, !fallback.isEmpty, Conventions.soundsSecret(found.name) {
      context.report(
        .secretInPlainText, at: span, path: context.path(service, variable),
        "`\(found.name)` has a default that everybody can read"
      ) {
        $0.notes = ["nobody notices when the real value is missing; and nothing replaces this text here"]
        $0.help = [
          "declare it under `secrets:` of the service, without a default: `\(found.name): external`"
        ]
      }
      return
    }
    let meant = meant(found.name, by: variable.isShared ? nil : service, in: context)
    // What stands between delimiters and names something of this file is a reference, only misspelt.
    if found.isDelimited, let meant, meant.isOwnWord {
      let reference = meant.isPresent ? "$<<\(meant.name)>>" : found.translation(of: meant.name)
      context.report(
        .malformedReference, at: span, path: context.path(service, variable),
        "`\(written)` is not how a reference is written", label: "passed on as this very text"
      ) {
        $0.help = ["write `\(reference)`"]
        guard isWrittenHere else { return }
        $0.fixes = [
          FixIt("write `\(reference)`", .safe, [.init(span, node.scalar?.spelled(reference) ?? reference)])
        ]
      }
      return
    }
    context.report(
      kind, at: span, path: context.path(service, variable), "`\(written)` looks like a reference in another syntax",
      label: "passed on as this very text"
    ) {
      $0.notes = ["nothing runs a shell over variables: only `$<<…>>` is replaced"]
      guard let meant else {
        $0.help = [
          found.name.contains(".")
            ? "write `\(found.translation)`, if that is a service and one of its values"
            : "write `\(found.translation)` for a variable of this service, `$<<service.\(found.name)>>` for one of another"
        ]
        return
      }
      let reference = meant.isPresent ? "$<<\(meant.name)>>" : found.translation(of: meant.name)
      let text = node.scalar?.spelled(reference) ?? reference
      $0.help = ["write `\(reference)`"]
      guard isWrittenHere else { return }
      $0.fixes = [FixIt("write `\(reference)`", .unsafe, [.init(span, text)])]
    }
  }

  private struct Meaning {
    /// What a reference of this language calls it.
    let name: String
    /// It is always there: no other value is needed for it.
    var isPresent = false
    /// The very name was written, not only what some store offers under it.
    var isOwnWord = true
  }

  /// What the name is called in a reference, of this service if there is one: its own variable, a value of a service, a shared one, or
  /// what one store offers.
  private static func meant(_ name: String, by service: ServiceSymbol?, in context: CheckContext) -> Meaning? {
    let symbols = context.analysis.symbols
    if service?.variable(name) != nil { return Meaning(name: name, isPresent: true) }
    // `${postgres.DATABASE_URL}`
    if let dot = name.firstIndex(of: ".") {
      let (owner, member) = (String(name[..<dot]), String(name[name.index(after: dot)...]))
      if owner == "shared" {
        return symbols.secret(member) == nil && symbols.sharedVariable(member) == nil ? nil : Meaning(name: name)
      }
      guard let other = symbols.service(owner), other.isEnabled else { return nil }
      return self.member(member, of: other, context).map { Meaning(name: "\(other.name).\($0)") }
    }
    if symbols.secret(name) != nil || symbols.sharedVariable(name) != nil { return Meaning(name: "shared.\(name)") }
    let offering = symbols.servicesByType.filter { $0[0].type.output(name) != nil }
      .flatMap { $0.lazy.filter(\.isEnabled).prefix(2) }
    return offering.count == 1 ? Meaning(name: "\(offering[0].name).\(name)", isOwnWord: false) : nil
  }

  /// The name of a value of a service, as it is written here.
  private static func member(_ name: String, of service: ServiceSymbol, _ context: CheckContext) -> String? {
    let resolver = context.analysis.resolver
    if service.variable(name) != nil || service.declaredOutput(name) != nil { return name }
    if let output = service.type.output(name) { return resolver.isAvailable(output, of: service) ? name : nil }
    if let exact = service.memberName(ignoringCase: name), exact != name {
      return member(exact, of: service, context)
    }
    guard let known = ForeignOutputs.output(name, of: service), resolver.isAvailable(known, of: service) else {
      return nil
    }
    return name == name.uppercased() ? known.aliases.first ?? known.name : known.name
  }
}
