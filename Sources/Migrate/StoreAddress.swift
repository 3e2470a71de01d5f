import Engines
import IR

/// An address of a database as templates have it.
struct StoreAddress {
  let engine: StoreEngine
  let isLocal: Bool
  let database: String?
  let reference: String

  init?(_ text: String) {
    guard let separator = text.firstRange(of: "://") else { return nil }
    let scheme = text[..<separator.lowerBound].split(separator: "+", maxSplits: 1).map(String.init)
    guard let name = scheme.first, let engine = StoreEngines.speaking(name), let known = engine.scheme,
      name != known.secure
    else { return nil }
    self.engine = engine
    let rest = text[separator.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let address = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    let host = address.prefix { $0 != ":" }
    // A name with a dot is one of the internet; others are those of a compose file or of the machine.
    isLocal = !host.contains(".") || host == "127.0.0.1"
    let path = rest.dropFirst(authority.count).drop { $0 == "/" }.prefix { $0 != "?" }
    let isPlain =
      !path.isEmpty
      && path.utf8.allSatisfy { byte in
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
          || byte == UInt8(ascii: "_")
      }
    database = engine.abilities.contains(.databases) && isPlain && Int(path.prefix(1)) == nil ? String(path) : nil
    var filters = ""
    if known.numbersDatabases, let number = Int(path), number > 0 { filters += " | db(\(number))" }
    if !known.drivers.isEmpty, let mode = rest.firstRange(of: "sslmode=") {
      filters += " | with(sslmode=\"\(rest[mode.upperBound...].prefix { $0.isLetter || $0 == "-" })\")"
    }
    // Last, since a driver may call a parameter otherwise.
    if !known.drivers.isEmpty, scheme.count == 2 { filters += " | driver(\"\(scheme[1])\")" }
    reference = "$<<\(engine.name).\(engine.urlVariable ?? "url")\(filters)>>"
  }
}

extension StoreEngine {
  /// How names of variables begin that only such a store has.
  var beginnings: [String] {
    self.words.filter { word in
      word == self.name.uppercased() || self.outputs.contains { $0.convention.hasPrefix(word) }
    }.sorted()
  }
}
