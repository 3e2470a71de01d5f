package import Diagnostics
import Resolution
import Model

extension DiagnosticKind {
  package static let weakKey = DiagnosticKind(
    "W0509", "weak-key", tunable: true,
    summary: "so few random bytes are weak for a signing key",
    explanation: """
      Whoever has one signed token can try keys on a machine of his own, as fast as he can pay for, and nobody
      notices. The usual signature, HMAC with SHA-256, is as strong as its key up to 32 bytes; RFC 7518 demands that
      size for tokens.

      Write 32 bytes, which is also what `generate` alone makes. The length costs nothing.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: generate(hex, 16)
                                  ^^
      services:
        api:
          type: fastapi
          use: [SECRET_KEY]
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      secrets:
        SECRET_KEY: generate(hex, 32)
      services:
        api:
          type: fastapi
          use: [SECRET_KEY]
      """)
}

/// A signing key of less than 32 random bytes.
package enum WeakKey: Check {
  package static var kind: DiagnosticKind { .weakKey }

  /// RFC 7518, section 3.2: a key of the size of the hash output, 256 bits for HS256.
  private static let enough = 32

  package static func run(in context: CheckContext) {
    for secret in context.analysis.symbols.secrets {
      guard let source = secret.declaration.source, case .generate(let alphabet, let bytes) = source.value,
        bytes < enough, alphabet != "uuid", isKey(secret.name), let text = source.node.text,
        let digits = text.utf8Range(of: String(bytes))
      else { continue }
      let span = source.node.span(of: digits)
      context.report(
        kind, at: span, path: secret.path,
        "\(bytes) bytes are weak for a signing key; use \(enough)"
      ) {
        $0.notes = ["a signature with SHA-256 is as strong as its key, up to \(enough) bytes"]
        $0.help = ["write `generate(\(alphabet), \(enough))`, unless the program reads exactly \(bytes)"]
        $0.fixes = [FixIt("write `\(enough)`", .unsafe, [.init(span, String(enough))])]
      }
    }
  }

  private static func isKey(_ name: String) -> Bool {
    if SigningKeys.contains(name) { return true }
    let words = name.utf8.split(separator: UInt8(ascii: "_"))
    return words.contains { $0.elementsEqual("SECRET".utf8) || $0.elementsEqual("KEY".utf8) }
  }
}
