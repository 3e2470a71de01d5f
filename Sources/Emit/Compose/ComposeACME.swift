import IR
import JSON

/// `options.compose.acme` and `.trusted`: the authority of a proxy's certificates, and the proxies that it trusts.
struct ComposeACME {
  let email: String?
  /// The directory of an authority.
  let authority: String?
  /// Addresses of proxies in front of this one.
  let trusted: [String]

  init(_ program: Program) {
    let options = program.options[ComposeEmitter.name]
    email = options?["acme"]?["email"]?.string
    authority = options?["acme"]?["ca"]?.string
    trusted = options?["trusted"]?.array?.compactMap(\.string) ?? []
  }

  /// Options that are written and change nothing, with the reason.
  static func unused(_ program: Program) -> [(name: String, reason: String)] {
    let options = program.options[ComposeEmitter.name]
    var unused: [(name: String, reason: String)] = []
    if options?["acme"] != nil, !program.proxies.contains(where: { ComposeProxy.encryption($0, in: program) == .acme })
    {
      unused.append(("acme", "no proxy of this environment gets certificates from a public authority"))
    }
    if options?["trusted"] != nil, program.proxies.isEmpty {
      unused.append(("trusted", "this environment has no proxy"))
    }
    return unused
  }

  /// What is wrong with the options; empty where nothing is.
  static func problems(_ program: Program) -> [(option: String, message: String, help: String)] {
    let options = program.options[ComposeEmitter.name]
    var problems: [(option: String, message: String, help: String)] = []
    if let acme = options?["acme"] {
      let members = acme.object
      if members == nil || !(members ?? [:]).keys.allSatisfy(["email", "ca"].contains) {
        problems.append(
          ("acme", "`options.compose.acme` takes `email` and `ca` only", "write `acme: { email: ops@example.com }`"))
      }
      if let email = members?["email"], !isEmail(email.string ?? "") {
        problems.append(
          ("acme", "`options.compose.acme.email` is not an email address", "write `acme: { email: ops@example.com }`"))
      }
      if let authority = members?["ca"], !isURL(authority.string ?? "") {
        problems.append(
          (
            "acme", "`options.compose.acme.ca` is not the URL of an authority",
            "write the URL of its directory: `https://acme.example.com/directory`"
          ))
      }
    }
    if let trusted = options?["trusted"],
      !(trusted.array ?? []).allSatisfy({ isNetwork($0.string ?? "") })
        || trusted.array?.isEmpty != false
    {
      problems.append(
        (
          "trusted", "`options.compose.trusted` is not a list of networks",
          "write addresses or networks of the other proxies: `trusted: [10.0.0.0/8]`"
        ))
    }
    return problems
  }

  private static func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.allBytes(isPlain)
  }

  private static func isURL(_ text: String) -> Bool {
    text.hasPrefix("https://") && text.utf8.count > 8 && text.allBytes(isPlain)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~@:+=,/%".utf8.contains(byte)
    }
  }

  /// An address, or one with the prefix length of its network.
  private static func isNetwork(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), !parts[0].isEmpty else { return false }
    let isV6 = parts[0].contains(":")
    if parts.count == 2 {
      guard let bits = Int(parts[1]), (0...(isV6 ? 128 : 32)).contains(bits) else { return false }
    }
    if isV6 { return String(parts[0]).allBytes { $0 == UInt8(ascii: ":") || isHexadecimal($0) } }
    let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers.allSatisfy { Int($0).map { (0...255).contains($0) } == true }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
