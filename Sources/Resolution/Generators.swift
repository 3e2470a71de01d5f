package import Diagnostics
package import Model
import Syntax

/// Generators, as in Railway's templates: `KEY: $<<secret(32)>>` and `$<<uuid()>>` as the whole value of a variable
/// define a generated secret of that name, as if it stood under `secrets:` and the service named it under `use:`.
///
/// Railway counts the characters of the secret (docs.railway.com, template functions, as of 2026-11). Ours are made as
/// hexadecimal digits, two for each byte of randomness, which every alphabet of letters and digits allows.
package enum Generators {
  /// The words that define a secret.
  static let names: Set<String> = ["secret", "uuid"]

  private static let defaultLength = 64
  /// `secrets:` takes 16 to 128 bytes.
  private static let lengths = 32...256
  private static let hexadecimal = Set("0123456789abcdef".utf8)

  /// Rewrites a topology that was just read.
  package static func expand(_ topology: Topology, bag: DiagnosticBag) {
    for secret in takeOut(of: &topology.variables, bag) { declare(secret, in: topology, bag) }
    for service in topology.services {
      let secrets = service.generated ?? takeOut(of: &service.variables, bag)
      if service.generated == nil {
        service.generated = secrets
        for secret in secrets where !service.use.contains(where: { $0.value == secret.name }) {
          service.use.append(Located(secret.name, secret.value.node))
        }
      }
      for secret in secrets { declare(secret, in: topology, bag) }
    }
  }

  /// The secrets that are written as variables; they are variables no more.
  private static func takeOut(
    of variables: inout [Named<VariableDeclaration>], _ bag: DiagnosticBag
  ) -> [Named<SecretDeclaration>] {
    var found: [Named<SecretDeclaration>] = []
    variables.removeAll { variable in
      guard let secret = secret(variable.value, bag) else { return false }
      found.append(Named(variable.name, variable.nameSpan, secret))
      return true
    }
    return found
  }

  /// The secret that a variable with a generator as its value defines; nil: it has another value.
  private static func secret(_ variable: VariableDeclaration, _ bag: DiagnosticBag) -> SecretDeclaration? {
    guard let node = variable.value, let scalar = node.scalar, let call = call(scalar.text) else { return nil }
    let source: SecretDeclaration.Source
    switch definition(call) {
    case .success(let defined): source = defined
    case .failure(let problem):
      bag.report(.filterArguments, at: scalar.span(of: problem.range), problem.message) { $0.help = [problem.help] }
      source = .generate(alphabet: "alnum", bytes: 32)
    }
    let secret = SecretDeclaration(node: variable.node)
    secret.source = Located(source, node)
    secret.type = variable.type
    secret.pattern = variable.pattern
    secret.doc = variable.doc
    return secret
  }

  private static func declare(_ secret: Named<SecretDeclaration>, in topology: Topology, _ bag: DiagnosticBag) {
    guard let known = topology.secrets.first(where: { $0.name == secret.name }) else {
      topology.secrets.append(secret)
      return
    }
    // One declaration that several services got through `extends` or an alias is one secret.
    if known.value.service == nil, known.value.source?.span == secret.value.source?.span { return }
    bag.report(.declaredTwice, at: secret.nameSpan, "`\(secret.name)` is generated here and declared elsewhere") {
      $0.secondary = [.init(known.nameSpan, "declared here")]
      $0.help = ["declare it once under `secrets:`, and name it under `use:` of every service that needs it"]
    }
  }

  private struct Call {
    let name: Reference.Name
    let arguments: [Reference.Argument]
  }

  /// The generator that is a whole value, without filters and alternatives.
  private static func call(_ text: String) -> Call? {
    guard text.utf8.contains(UInt8(ascii: "(")), ReferenceText.mayContain(text) else { return nil }
    let (parsed, problems) = ReferenceText.parse(text)
    guard problems.isEmpty, let reference = parsed.soleReference, reference.alternatives.count == 1,
      reference.alternatives[0].filters.isEmpty,
      case .call(let name, let arguments) = reference.alternatives[0].primary, names.contains(name.text)
    else { return nil }
    return Call(name: name, arguments: arguments)
  }

  private struct Problem: Error {
    let range: Range<Int>
    let message: String
    let help: String
  }

  private static func definition(_ call: Call) -> Result<SecretDeclaration.Source, Problem> {
    if call.name.text == "uuid" {
      guard let extra = call.arguments.first else { return .success(.generate(alphabet: "uuid", bytes: 16)) }
      return .failure(
        Problem(range: extra.range, message: "`uuid` takes no arguments", help: "write `$<<uuid()>>`"))
    }
    var length = defaultLength
    var alphabet = "alnum"
    for (index, argument) in call.arguments.enumerated() {
      switch (index, argument.label?.text) {
      case (0, nil), (_, "length"):
        guard let number = Int(argument.text), lengths.contains(number) else {
          return .failure(
            Problem(
              range: argument.range, message: "`secret` takes a length from 32 to 256, found `\(argument.text)`",
              help: "half as many bytes of randomness are made of it: 64 characters hold 32 bytes"))
        }
        length = number
      case (1, nil), (_, "alphabet"):
        guard let known = known(alphabet: argument.text) else {
          return .failure(
            Problem(
              range: argument.range, message: "an alphabet of `secret` has at least the digits 0 to 9 and a to f",
              help: "write `hex` or `alnum`, or let an operator supply the value: `external` under `secrets:`"))
        }
        alphabet = known
      default:
        return .failure(
          Problem(
            range: argument.range, message: "`secret` takes a length and an alphabet",
            help: "write `$<<secret(64)>>` or `$<<secret(64, hex)>>`"))
      }
    }
    return .success(.generate(alphabet: alphabet, bytes: (length + 1) / 2))
  }

  /// The alphabet by its name, or by its characters.
  private static func known(alphabet: String) -> String? {
    if alphabet == "hex" || alphabet == "alnum" { return alphabet }
    let characters = Set(alphabet.utf8)
    if characters == hexadecimal { return "hex" }
    return characters.isSuperset(of: hexadecimal) ? "alnum" : nil
  }
}
