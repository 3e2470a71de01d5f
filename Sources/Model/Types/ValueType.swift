import Engines
import IR

/// The type of a variable's value, as the language writes it under `type:`.
package indirect enum ValueType: Hashable, Sendable {
  /// What a failed lookup gives: it is accepted everywhere, so that one mistake gives one finding.
  case never
  case string, bool, float, port, percent, duration, bytes, cpu, host, domain, hostport, path, email, cron, uuid
  case command, image, json, origin
  /// Both ends included; nil is any whole number.
  case int(ClosedRange<Int>?)
  /// Empty: any scheme.
  case url([URLScheme])
  case enumeration([String])
  case list(ValueType)

  package static let int = ValueType.int(nil)
  /// A URL of one scheme, without driver.
  package static func url(_ scheme: String) -> ValueType { .url([URLScheme(scheme)]) }

  /// The types that are one word.
  package static let words: [(word: String, type: ValueType)] = [
    ("string", .string), ("bool", .bool), ("int", .int), ("float", .float), ("port", .port), ("percent", .percent),
    ("duration", .duration), ("bytes", .bytes), ("cpu", .cpu), ("host", .host), ("domain", .domain),
    ("hostport", .hostport), ("path", .path), ("email", .email), ("cron", .cron), ("uuid", .uuid),
    ("command", .command), ("image", .image), ("json", .json), ("origin", .origin), ("url", .url([])),
  ]
}

/// The scheme of a URL: `postgresql`, or `postgresql+asyncpg` with the driver that SQLAlchemy reads.
package struct URLScheme: Hashable, Sendable, CustomStringConvertible {
  package let name: String
  package let driver: String?

  package init(_ name: String, driver: String? = nil) {
    self.name = name
    self.driver = driver
  }

  /// Takes `name+driver` apart. The `+srv` of MongoDB is no driver.
  package init(text: String) {
    guard !text.hasSuffix("+srv") else {
      self.init(text)
      return
    }
    guard text.utf8.contains(UInt8(ascii: "+")) else {
      self.init(text)
      return
    }
    let parts = text.split(separator: "+", maxSplits: 1)
    self.init(parts.first.map(String.init) ?? "", driver: parts.count == 2 ? String(parts[1]) : nil)
  }

  package var description: String { driver.map { name + "+" + $0 } ?? name }

  /// Whether it is among the schemes; the driver `*` there stands for any.
  package func isOne(of schemes: [URLScheme]) -> Bool {
    schemes.contains(self) || (driver != nil && schemes.contains(URLScheme(name, driver: "*")))
  }
}

extension ValueType {
  /// A value of this type may stand where `other` is expected.
  package func isSubtype(of other: ValueType) -> Bool {
    if self == other || self == .never || other == .never { return true }
    switch (self, other) {
    case (.list(let a), .list(let b)): return a.isSubtype(of: b)
    case (.list, _), (_, .list): return false
    case (.duration, _), (.bytes, _), (.cpu, _), (.percent, _): return false
    case (_, .string): return true
    case (.domain, .host): return true
    case (.port, .int(let range)): return range.map { $0.lowerBound <= 1 && $0.upperBound >= 65_535 } ?? true
    case (.int(let a), .int(let b)): return Self.contains(b, a)
    case (.origin, .url(let schemes)):
      return schemes.isEmpty || (schemes.contains(URLScheme("http")) && schemes.contains(URLScheme("https")))
    case (.url(let a), .url(let b)): return b.isEmpty || (!a.isEmpty && a.allSatisfy { $0.isOne(of: b) })
    case (.enumeration(let a), .enumeration(let b)): return a.allSatisfy(b.contains)
    default: return false
    }
  }

  private static func contains(_ outer: ClosedRange<Int>?, _ inner: ClosedRange<Int>?) -> Bool {
    guard let outer else { return true }
    guard let inner else { return false }
    return outer.lowerBound <= inner.lowerBound && inner.upperBound <= outer.upperBound
  }

  /// The value may be put into a text as it is.
  package var canBeInterpolated: Bool { isSubtype(of: .string) }

  /// A unit must be chosen before the value can be part of a text.
  package var needsUnit: Bool {
    switch self {
    case .duration, .bytes, .cpu, .percent: true
    default: false
    }
  }

  package var isURL: Bool {
    switch self {
    case .url, .origin: true
    default: false
    }
  }

  /// The schemes of a URL; those of an origin are `http` and `https`.
  package var schemes: [URLScheme] {
    switch self {
    case .url(let schemes): schemes
    case .origin: [URLScheme("http"), URLScheme("https")]
    default: []
    }
  }
}

extension ValueType: CustomStringConvertible {
  /// The type expression: `url<redis|rediss>`, `list<origin>`.
  package var description: String {
    switch self {
    case .never: "never"
    case .int(let range?): "int(\(range.lowerBound)..\(range.upperBound))"
    case .url(let schemes) where !schemes.isEmpty:
      "url<" + schemes.map(\.description).joined(separator: "|") + ">"
    case .enumeration(let words): "enum(" + words.joined(separator: ", ") + ")"
    case .list(let item): "list<\(item)>"
    default: Self.words.first { $0.type == self }?.word ?? "string"
    }
  }

  /// The type in words, with its article: `a PostgreSQL URL`, `a port`, `a list of origins`.
  package var inWords: String {
    switch self {
    case .never: "nothing"
    case .string: "text"
    case .json: "JSON text"
    case .bool: "`true` or `false`"
    case .enumeration(let words): "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
    case .list(let item): "a list of " + item.plural
    case .url(let schemes) where !schemes.isEmpty: Self.schemesInWords(schemes)
    default: Self.article(singular) + singular
    }
  }

  private static func article(_ noun: String) -> String {
    guard let first = noun.utf8.first else { return "" }
    return "aeioAEIO".utf8.contains(first) || noun.hasPrefix("HTTP") ? "an " : "a "
  }

  private var singular: String {
    switch self {
    case .int(let range?): "whole number from \(range.lowerBound) to \(range.upperBound)"
    case .int(nil): "whole number"
    case .float: "number"
    case .percent: "percentage"
    case .bytes: "size"
    case .cpu: "CPU amount"
    case .host: "host name"
    case .hostport: "host with a port"
    case .email: "e-mail address"
    case .cron: "cron expression"
    case .uuid: "UUID"
    case .image: "image name"
    case .url: "URL"
    default: description
    }
  }

  private var plural: String {
    switch self {
    case .int(let range?): "whole numbers from \(range.lowerBound) to \(range.upperBound)"
    case .hostport: "hosts with ports"
    case .email: "e-mail addresses"
    case .string, .json: "texts"
    case .bool: "`true` and `false`"
    case .enumeration, .list, .never: description
    case .url(let schemes) where !schemes.isEmpty: schemes.map(\.description).joined(separator: " or ") + " URLs"
    default: singular + "s"
    }
  }

  private static func schemesInWords(_ schemes: [URLScheme]) -> String {
    var words: [String] = []
    for scheme in schemes {
      let noun = StoreEngines.speaking(scheme.name)?.title ?? schemeNames[scheme.name] ?? "`\(scheme.name)`"
      let word = article(noun) + noun + " URL" + (scheme.driver.map { " for \($0)" } ?? "")
      // Where any driver does, naming the bare scheme says enough.
      if scheme.driver != nil, schemes.contains(URLScheme(scheme.name)) { continue }
      if !words.contains(word) { words.append(word) }
    }
    return words.joined(separator: " or ")
  }

  private static let schemeNames = [
    "http": "HTTP",
    "https": "HTTPS", "ws": "WebSocket", "wss": "WebSocket",
    "amqp": "AMQP", "amqps": "AMQP", "sqlite": "SQLite",
    "smtp": "SMTP", "smtps": "SMTP", "s3": "S3", "mssql": "SQL Server", "nats": "NATS", "kafka": "Kafka",
    "ftp": "FTP", "ldap": "LDAP", "ldaps": "LDAP",
  ]
}
