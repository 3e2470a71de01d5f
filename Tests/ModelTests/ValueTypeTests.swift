import IR
import Diagnostics
import Model
import Testing

@Suite struct ValueTypeTests {
  static func type(_ text: String) -> ValueType { ValueType.parse(text).value ?? .never }

  @Test(arguments: [
    "string", "bool", "int", "int(1..10)", "int(-5..5)", "float", "port", "percent", "duration", "bytes", "cpu", "host",
    "domain", "hostport", "path", "email", "cron", "uuid", "command", "image", "json", "origin", "url", "url<https>",
    "url<redis|rediss>", "url<postgresql+asyncpg>", "enum(debug, info)", "list<origin>", "list<url<http|https>>",
  ])
  func printsWhatItReads(_ text: String) throws {
    #expect(try ValueType.parse(text).get().description == text)
  }

  @Test(arguments: [
    "strng", "", "int(", "int(5..1)", "url<>", "url<HTTP>", "enum()", "list", "list<x>", "port x", "never",
  ])
  func refuses(_ text: String) {
    guard case .failure(let problem) = ValueType.parse(text) else {
      Issue.record("\(text) was read")
      return
    }
    #expect(problem.kind.code == "E0213")
    #expect(problem.range.upperBound <= text.utf8.count)
  }

  @Test(arguments: [
    ("domain", "host"), ("domain", "string"), ("host", "string"), ("port", "int(1..65535)"), ("port", "int"),
    ("int(1..5)", "int(0..9)"), ("int", "string"), ("origin", "url<http|https>"), ("origin", "url"),
    ("url<redis>", "url<redis|rediss>"), ("url<redis>", "url"), ("url<redis>", "string"), ("enum(a)", "enum(a, b)"),
    ("enum(a)", "string"), ("email", "string"), ("list<domain>", "list<host>"), ("bool", "string"),
  ])
  func isSubtype(_ a: String, _ b: String) {
    #expect(Self.type(a).isSubtype(of: Self.type(b)))
    #expect(!Self.type(b).isSubtype(of: Self.type(a)))
  }

  @Test(arguments: [
    ("url<postgresql+asyncpg>", "url<postgresql>"), ("url<postgresql>", "url<postgresql+asyncpg>"),
    ("list<string>", "string"), ("duration", "string"), ("bytes", "string"), ("cpu", "string"), ("percent", "string"),
    ("string", "list<string>"), ("origin", "url<https>"), ("port", "int(1..100)"), ("bytes", "int"),
  ])
  func isNoSubtype(_ a: String, _ b: String) { #expect(!Self.type(a).isSubtype(of: Self.type(b))) }

  @Test func neverStandsEverywhere() {
    for (_, type) in ValueType.words {
      #expect(ValueType.never.isSubtype(of: type))
      #expect(type.isSubtype(of: .never))
      #expect(type.isSubtype(of: type))
    }
  }

  @Test func subtypingIsTransitive() {
    let types = [
      "domain", "host", "string", "port", "int(1..65535)", "int(5..6)", "int", "origin", "url<http|https>",
      "url<https>",
      "url", "enum(a)", "enum(a, b)", "list<domain>", "list<string>", "bytes", "email",
    ].map(Self.type)
    for a in types {
      for b in types where a.isSubtype(of: b) {
        for c in types where b.isSubtype(of: c) { #expect(a.isSubtype(of: c), "\(a) \(b) \(c)") }
      }
    }
  }

  @Test(arguments: [
    ("url<postgresql>", "a PostgreSQL URL"), ("url<redis|rediss>", "a Redis URL"), ("port", "a port"),
    ("url<postgresql+asyncpg>", "a PostgreSQL URL for asyncpg"), ("url<https>", "an HTTPS URL"), ("url", "a URL"),
    ("list<origin>", "a list of origins"), ("int(1..5)", "a whole number from 1 to 5"), ("email", "an e-mail address"),
    ("origin", "an origin"), ("uuid", "a UUID"), ("enum(a, b)", "one of `a`, `b`"), ("string", "text"),
    ("url<postgresql|postgresql+*>", "a PostgreSQL URL"), ("list<host>", "a list of host names"),
  ])
  func inWords(_ text: String, _ words: String) {
    let type =
      text.contains("*")
      ? ValueType.url([URLScheme("postgresql"), URLScheme("postgresql", driver: "*")]) : Self.type(text)
    #expect(type.inWords == words)
  }

  @Test func marksJoin() {
    let open = Marks(phase: .compile, reach: .public)
    let secret = Marks(isSecret: true, phase: .provision, reach: .private, presence: .maybe)
    #expect(open.joined(with: secret) == secret)
    #expect(open.orElse(secret) == Marks(isSecret: true, phase: .provision, reach: .private, presence: .always))
    #expect(Marks().joined(with: Marks(reach: .loopback)).reach == .loopback)
    #expect(Marks.joined([]) == Marks())
    #expect(secret.lowered.known == "provision")
    let all: [Marks] = Marks.Phase.allCases.flatMap { phase in
      [Marks.Reach.loopback, .private, .public, nil].flatMap { reach in
        [
          Marks(isSecret: phase == .run, phase: phase, reach: reach),
          Marks(phase: phase, reach: reach, presence: .maybe),
        ]
      }
    }
    for a in all {
      #expect(a.joined(with: a) == a && a.orElse(a) == a && Marks().joined(with: a) == a)
      for b in all {
        #expect(a.joined(with: b) == b.joined(with: a) && a.orElse(b) == b.orElse(a))
        for c in all { #expect(a.joined(with: b).joined(with: c) == a.joined(with: b.joined(with: c))) }
      }
    }
  }
}
