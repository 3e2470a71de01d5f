import Diagnostics
import IR

/// One example under construction: a document, and the names that it has already.
package struct EnvExample: ~Copyable {
  let program: Program
  var document: DotenvDocument
  /// The names that have a line.
  private var lines = NameTable(expecting: 64)
  /// By their numbers: whether they have one that is not commented out.
  private var isActive: [Bool] = []
  private var failures: [(name: String, span: Int?)] = []
  /// Whether a value that cannot be written is a finding: a reference only says so.
  private let isStrict: Bool
  let isForFindings: Bool

  init(_ program: Program, isStrict: Bool = true, isForFindings: Bool = false) {
    self.program = program
    self.isForFindings = isForFindings
    document = DotenvDocument(isDry: isForFindings)
    self.isStrict = isStrict
  }

  /// A line, unless the file has that name already; `repeats` writes it all the same. `remarks` are the comment above.
  mutating func set(
    _ name: String, _ value: String, isOff: Bool = false, repeats: Bool = false, span: Int? = nil, remarks: [String]
  ) {
    guard begins(name, isOff: isOff, repeats: repeats) else { return }
    for remark in remarks where !remark.isEmpty { document.comment(remark) }
    end(name, value, isOff: isOff, span: span)
  }

  /// Whether a line of that name is to be written, for a caller who writes the comments above it himself.
  mutating func begins(_ name: String, isOff: Bool, repeats: Bool) -> Bool {
    let (number, isNew) = lines.add(name)
    if isNew {
      isActive.append(!isOff)
      return true
    }
    guard repeats || !isOff && !isActive[number] else { return false }
    if !isOff { isActive[number] = true }
    return true
  }

  /// The line, below its comments.
  mutating func end(_ name: String, _ value: String, isOff: Bool, span: Int?) {
    if !document.set(name, value, isOff: isOff), !isOff, isStrict { failures.append((name, span)) }
  }

  /// The names that have a line, in their order.
  var names: [String] { lines.names }

  func has(_ name: String) -> Bool { lines[name] != nil }

  func findings(in file: String) -> [EmitFinding] {
    failures.map { failure in
      EmitFinding(
        .textNotRepresentable, "`\(failure.name)` cannot be written in \(file)", span: failure.span,
        notes: [
          "compose, bash, python-dotenv, node and honcho read line breaks, both kinds of quotes together, `${` and some "
            + "backslashes in different ways"
        ],
        help: ["write the value on one line and without single quotes, or pass it encoded (base64)"])
    }
  }

  // MARK: Secrets

  /// What makes a value of a generated secret, for a shell with openssl.
  static func recipe(_ secret: SecretInfo) -> String? {
    guard case .generate(let alphabet, let bytes) = secret.source else { return nil }
    return secret.prefixed(recipe(alphabet: alphabet, bytes: bytes))
  }

  /// The same of a store's own secret.
  static func recipe(_ form: Store.SecretForm) -> String {
    SecretInfo.prefixed(recipe(alphabet: form.alphabet, bytes: form.bytes), form.prefix)
  }

  private static func recipe(alphabet: String, bytes: Int) -> String {
    switch alphabet {
    case "hex", "alnum": return "openssl rand -hex \(bytes)"
    case "uuid":
      return "openssl rand -hex 16 | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/\\1-\\2-4\\3-8\\4-\\5/'"
    case "base64": return SecretInfo.base64(bytes)
    default:
      // openssl breaks the line after 64 characters.
      return "openssl rand -base64 \(bytes) | tr '+/' '-_' | tr -d '=\(bytes > 48 ? "\\n" : "")'"
    }
  }

  /// What must hold for the value of a secret, in words.
  static func demands(_ secret: SecretInfo) -> [String] {
    var demands: [String] = []
    if !secret.differsFrom.isEmpty { demands.append("Not the same as \(secret.differsFrom.joined(separator: ", ")).") }
    if secret.isURLSafe, secret.source == .external {
      demands.append("Letters, digits and `-._~` only: it may become part of a URL.")
    }
    if secret.isOfOneEnvironment { demands.append("Another value in each environment.") }
    if let pattern = secret.pattern { demands.append("Must match \(pattern)") }
    return demands
  }

  static func names(_ services: [String]) -> String { services.joined(separator: ", ") }
}

extension SecretInfo {
  /// A command that prints a value of the secret, made of one that prints what is random. A prefix has no characters
  /// that a shell reads between double quotes.
  func prefixed(_ command: String) -> String { Self.prefixed(command, prefix) }

  static func prefixed(_ command: String, _ prefix: String?) -> String {
    prefix.map { "echo \"\($0)$(\(command))\"" } ?? command
  }

  /// Standard base64 with its padding, on one line: openssl breaks it after 64 characters.
  static func base64(_ bytes: Int) -> String {
    "openssl rand -base64 \(bytes)" + (bytes > 48 ? " | tr -d '\\n'" : "")
  }
}
