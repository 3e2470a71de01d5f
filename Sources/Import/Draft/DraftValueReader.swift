import Engines
import IR
import Model
import Resolution
import Syntax

/// Decides what the value of a variable becomes. The first rule that fits counts; the value of a secret is never copied,
/// quoted or measured.
struct DraftValueReader {
  let targets: [DraftTarget]
  /// Services by the name that references of a platform use, in small letters, with its own spelling.
  let displayed: [String: String]

  /// Variables that platforms set by themselves: Render ("Default environment variables"), Fly ("The Machine runtime
  /// environment"), Heroku ("Dyno metadata"), Vercel ("System environment variables"), November 2026.
  private static let platformPrefixes =
    Platforms.all.map(\.prefix) + ["RENDER_", "FLY_", "HEROKU_", "VERCEL_"]
  private static let platformNames: Set<String> = ["RENDER", "DYNO", "VERCEL"]

  func read(_ variable: DraftVariable, of type: ServiceType?, isForBrowsers: Bool) -> DraftOutcome {
    if let outcome = ofPlatform(variable) ?? ofTarget(variable, type) { return outcome }
    if let reference = variable.reference { return property(reference, variable) }
    switch variable.supply {
    case .generated: return DraftOutcome(.secret(variable.name, .generate))
    case .operatorSupplied where variable.value == nil: return missing(variable)
    case .operatorSupplied, .written, .optional: break
    }
    guard let value = variable.value else { return missing(variable) }
    let text = value.node.text
    if text.contains("${{") { return platformReferences(text, variable) }
    let isBrowserName = BrowserNames.has(variable.name)
    if let reference = reference(value, variable, isBrowserName: isBrowserName) ?? account(variable) {
      return reference
    }
    if let origins = origins(value, variable) { return origins }
    // A template leaves out what the platform fills in.
    if variable.rank == .envTemplate, value.known ?? "" == "", value.known != nil || value.only != nil,
      let reference = storeReference(value.only?.name ?? variable.name)
    {
      return DraftOutcome(.text(reference))
    }
    if let hole = value.only { return read(hole, value, variable, isBrowserName) }
    guard let known = value.known else { return mixed(value, variable, isBrowserName) }
    return literal(known, variable, isBrowserName)
  }

  /// The URL of the store that a variable names by the usual name of one.
  func storeReference(_ name: String) -> String? {
    guard let engine = DraftStores.engine(of: name, among: targets.compactMap(\.engine)),
      let target = targets.first(where: { $0.engine?.name == engine.name })
    else { return nil }
    return "$<<\(target.name).\(target.urlOutput(of: engine))>>"
  }

  // MARK: Names that are not the user's

  private func ofPlatform(_ variable: DraftVariable) -> DraftOutcome? {
    let isPlatforms =
      Self.platformNames.contains(variable.name) || Self.platformPrefixes.contains(where: variable.name.hasPrefix)
    guard isPlatforms, variable.value?.known.map({ !$0.contains("${{") }) ?? true, !variable.isRead else { return nil }
    return DraftOutcome(.left, "comes from the platform itself: omitted")
  }

  /// What infracc writes for the type, or has a key for.
  private func ofTarget(_ variable: DraftVariable, _ type: ServiceType?) -> DraftOutcome? {
    let known = variable.value?.known
    if variable.name == "PORT" { return DraftOutcome(.left) }
    if variable.name == "WEB_CONCURRENCY" {
      return known.flatMap { Int($0) }.map { DraftOutcome(.workers($0)) } ?? DraftOutcome(.left)
    }
    let fixed = type?.fixedVariables.first { $0.name == variable.name }
    if let fixed, known == nil || known == fixed.value { return DraftOutcome(.left) }
    return nil
  }

  private func missing(_ variable: DraftVariable) -> DraftOutcome {
    if isSecretName(variable.name) {
      return DraftOutcome(.secret(variable.name, variable.supply == .optional ? .optional : supply(of: variable)))
    }
    return DraftOutcome(variable.supply == .optional ? .optional : .external)
  }

  /// Whether the name is that of a secret, and not of an algorithm or a lifetime beside one.
  func isSecretName(_ name: String) -> Bool {
    (Conventions.soundsSecret(name) || UsualSecrets.has(name)) && !SecretNames.nameSetting(name)
      && !BrowserNames.has(name)
  }

  // MARK: Holes of compose

  private func read(
    _ hole: HoledText.Hole, _ value: HoledText, _ variable: DraftVariable, _ isBrowserName: Bool
  ) -> DraftOutcome {
    let known = value.known
    let isSecret = !isBrowserName && (isSecretName(hole.name) || isSecretName(variable.name))
    if let known, !known.isEmpty, SecretRecognizer.holdsSecret(known, named: variable.name), !isBrowserName {
      return DraftOutcome(.secret(hole.name, supply(of: hole.name)), "has a default here, which is not copied")
    }
    if isSecret, known.map(\.isEmpty) ?? true {
      return DraftOutcome(.secret(hole.name, known == nil ? supply(of: hole.name) : .optional))
    }
    guard let known else {
      return hole.name == variable.name ? DraftOutcome(.external) : DraftOutcome(.shared(hole.name, default: nil))
    }
    if known.isEmpty {
      return hole.name == variable.name ? DraftOutcome(.optional) : DraftOutcome(.text(""))
    }
    var outcome = literal(known, variable, isBrowserName)
    guard case .text(let text) = outcome.value, text == known else { return outcome }
    outcome.value = hole.name == variable.name ? .replaceable(known) : .shared(hole.name, default: known)
    return outcome
  }

  /// A text around holes: each becomes a reference to a variable that an operator gives.
  private func mixed(_ value: HoledText, _ variable: DraftVariable, _ isBrowserName: Bool) -> DraftOutcome {
    var text = ""
    var parts: [(name: String, default: String?, isSecret: Bool)] = []
    for atom in value.atoms {
      switch atom {
      case .text(let part, _): text += part
      case .unknown(let hole):
        text += "$<<shared.\(hole.name)>>"
        if !parts.contains(where: { $0.name == hole.name }) {
          parts.append((hole.name, nil, isSecretName(hole.name) || isSecretName(variable.name)))
        }
      }
    }
    if isBrowserName, parts.contains(where: \.isSecret) { return DraftOutcome(.external, "contains a secret: omitted") }
    if SecretRecognizer.holdsSecret(text, named: "") {
      return DraftOutcome(
        .secret(variable.name, .external), "has a value here, which is not copied: it is now a secret")
    }
    var outcome = DraftOutcome(.text(text))
    outcome.parts = parts
    return outcome
  }

  // MARK: Literals

  private func literal(_ text: String, _ variable: DraftVariable, _ isBrowserName: Bool) -> DraftOutcome {
    let name = variable.name
    if text.isEmpty {
      if isSecretName(name) { return DraftOutcome(.secret(name, emptySupply(of: variable))) }
      return DraftOutcome(variable.rank == .stack ? .text("") : .optional)
    }
    if let mode = mode(text, name) { return mode }
    if Placeholders.isPlaceholder(text, isSecretName: isSecretName(name)) || Self.isInvented(text) {
      if isSecretName(name) { return DraftOutcome(.secret(name, emptySupply(of: variable))) }
      let shown =
        SecretRecognizer.holdsSecret(text, named: name) || Conventions.soundsSecret(name)
        ? "the value" : "`\(text)`"
      return DraftOutcome(.external, "\(shown) is not a value for a deployment: an operator supplies it")
    }
    let isByName = isSecretName(name) && UsualSecrets.has(name) && !Self.isPlain(text)
    if isByName || SecretRecognizer.holdsSecret(text, named: name) {
      // What every browser may read is no secret that an operator could keep.
      if isBrowserName { return DraftOutcome(.external, "contains what looks like a secret, which is not copied") }
      return DraftOutcome(
        .secret(name, supply(of: variable)), "has a value here, which is not copied: it is now a secret")
    }
    // What sounds like a credential is copied nowhere, even where every browser may read it.
    if variable.rank == .envTemplate, !Self.isPlain(text) {
      if isSecretName(name) { return DraftOutcome(.secret(name, supply(of: variable))) }
      if Conventions.soundsSecret(name), BrowserNames.has(name) { return DraftOutcome(.external) }
    }
    if Self.isOfMachine(text) {
      return DraftOutcome(.external, "`\(text)` is an address of the developer's machine: an operator supplies it")
    }
    if text.contains("<<") { return DraftOutcome(.external, "the value would be read as a reference") }
    return Self.fits(text, name)
      ? DraftOutcome(.text(text))
      : DraftOutcome(.typedText(text), "does not have the type that its name implies: it is typed as a string")
  }

  /// Truth values and small numbers say nothing that has to be kept.
  private static func isPlain(_ text: String) -> Bool {
    ["true", "false", "yes", "no", "on", "off", "none"].contains(text.lowercased())
      || text.utf8.count < 6 && Int(text) != nil
  }

  /// `ENVIRONMENT=development` and its relatives, which are right on one machine only.
  private func mode(_ text: String, _ name: String) -> DraftOutcome? {
    let word = EnvironmentWords.full(text)
    if EnvironmentWords.tellsEnvironment(name), ["development", "production", "staging", "test"].contains(word) {
      let value = EnvironmentWords.value(of: name)
      return DraftOutcome(.text(value), word == "production" ? nil : "is `\(text)` here: it became `\(value)`")
    }
    let isSwitch = name == "DEBUG" || name.hasSuffix("_DEBUG") || name == "FLASK_DEBUG"
    if isSwitch, ["true", "1", "yes", "on"].contains(text.lowercased()) {
      let off = text == "1" ? "0" : text.first?.isUppercase == true ? "False" : "false"
      return DraftOutcome(.text(off), "is on here: it became `\(off)`")
    }
    if name.hasSuffix("LOG_LEVEL"), text.lowercased() == "debug" {
      let level = text == "DEBUG" ? "INFO" : "info"
      return DraftOutcome(.text(level), "is `\(text)` here: it became `\(level)`")
    }
    return nil
  }

  private static func isOfMachine(_ text: String) -> Bool {
    ["://localhost", "://127.0.0.1", "://0.0.0.0", "://host.docker.internal"].contains(where: text.holds)
  }

  /// Placeholder hosts of platforms and guides.
  private static func isInvented(_ text: String) -> Bool {
    let isPlatforms = Platforms.all.contains { text.holds($0.domain) && !text.holds($0.publicZone) }
    return isPlatforms || text.holds("://your-") || text.hasSuffix("...")
      || ["example.com", "example.org", "example.net", "yourdomain."].contains(where: text.holds)
  }

  /// Whether the value is of the type that the language would expect by the name.
  private static func fits(_ text: String, _ name: String) -> Bool {
    guard let convention = Conventions.convention(for: name) else { return true }
    let context = LiteralContext(name: name, isByConvention: true, ignoresCase: convention.ignoresCase)
    if let pattern = convention.pattern {
      guard case .success(let expression) = Pattern.parse(pattern.expression) else { return false }
      if expression.check(literal: text, name: name) != nil { return false }
    }
    let types = convention.types(isPythonConsumer: true)
    return types.isEmpty || types.contains { $0.check(literal: text, context) == nil }
  }

  // MARK: Secrets

  private func supply(of variable: DraftVariable) -> SecretSupply {
    Self.soundsOptional(variable) ? .optional : supply(of: variable.name)
  }

  private func emptySupply(of variable: DraftVariable) -> SecretSupply {
    if Self.soundsOptional(variable) { return .optional }
    return supply(of: variable.name)
  }

  /// Further names of keys that only the program has to know.
  private static let made: Set<String> = ["APP_KEY", "ENCRYPTION_KEY", "COOKIE_SECRET", "DJANGO_SECRET_KEY"]

  private func supply(of name: String) -> SecretSupply {
    SigningKeys.contains(name) || Self.made.contains(name) ? .generate : .external
  }

  private static func soundsOptional(_ variable: DraftVariable) -> Bool {
    variable.supply == .optional
      || variable.comments.contains { comment in
        let words = comment.lowercased()
        return words.contains("optional") || words.contains("leave empty") || words.contains("leave blank")
      }
  }
}
