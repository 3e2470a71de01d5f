import Emit
import Engines
import Foundation
import IR
import TestSupport
import Testing

/// Engines and targets are values that answer: their names occur in their own files, and nowhere else in code.
///
/// A file is a name's own where its path contains the name. Texts for people may name anything; so a literal counts only
/// where it is the whole name, or the beginning or a part of a variable or a domain that a platform gives.
struct NameTests {
  private static let names: [String] =
    StoreEngines.servers.map(\.flavor) + Emitters.all.filter { $0.role == .deploy }.map { $0.name }

  /// Whose files are a name's own: those of a server that speaks another one's protocol are also the engine's.
  private static func owners(of name: String) -> [String] {
    [name] + (StoreEngines.named(name).map { [$0.name] } ?? [])
  }

  /// What reads the files of other tools has their names: a Procfile that is read is no target.
  private static func readsOtherTools(_ source: StructureTests.Source) -> Bool {
    ["Import"].contains(source.module) || source.name.hasPrefix("Foreign")
  }

  /// The names of kinds are the public vocabulary of findings.
  private static let kinds = Set(
    StructureTests.sources.flatMap { source in
      source.text.matches(of: /static let (\w+) = DiagnosticKind\(/).map { String($0.1) }
    })

  @Test(arguments: names)
  func staysAtHome(name: String) {
    var found: [String] = []
    for (source, lines) in Self.code
    where !Self.owners(of: name).contains(where: source.path.lowercased().contains)
      && !Self.readsOtherTools(source)
    {
      // A line without the letters is not taken apart.
      for line in lines where line.lowered.contains(name) && Self.names(name, in: line.text) {
        found.append("\(source.path): \(line.text)")
      }
    }
    #expect(found == [], "these ask for a name: let the value answer")
  }

  /// The lines of code of each source, as they are and in small letters.
  private static let code = StructureTests.sources.map { source in
    (source, code(of: source.text).map { (text: $0, lowered: $0.lowercased()) })
  }

  /// The lines outside of comments and of texts of several lines.
  private static func code(of text: String) -> [Substring] {
    var isText = false
    return text.split(separator: "\n").filter { line in
      let marks = line.components(separatedBy: "\"\"\"").count - 1
      defer { if marks == 1 { isText.toggle() } }
      return !isText && marks == 0 && !line.drop { $0 == " " }.hasPrefix("//")
    }
  }

  private static func names(_ name: String, in line: Substring) -> Bool {
    // An entry of a list of values or types is how one is added.
    if line.wholeMatch(of: /\s*\.?\w+(\.self)?,?/) != nil { return false }
    let literals = line.matches(of: /"((?:[^"\\]|\\.)*)"/)
    // A word of a list of words is data.
    let isList = literals.count > 3 && !line.drop { $0 == " " }.hasPrefix("case ")
    for literal in literals {
      let text = literal.1
      let before = line[..<literal.range.lowerBound].suffix(3)
      let after = line[literal.range.upperBound...].prefix(3)
      if isList, before.contains("\",") || after.hasPrefix(", \"") { continue }
      if text == name || text.hasPrefix(name.uppercased() + "_") || text.contains(".\(name).") { return true }
    }
    let bare = line.replacing(/"(?:[^"\\]|\\.)*"/, with: "\"\"")
    return bare.matches(of: /\w+/).contains { word in
      !kinds.contains(String(word.output))
        && word.output.matches(of: /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/).contains {
          $0.output.lowercased() == name
        }
    }
  }

  /// Whether the test sees what it forbids, and lets pass what it allows.
  @Test func asksAreSeen() {
    let name = Self.names[0]
    for line in [
      "if service.category == .\(name) {", "let is\(name.capitalized) = true", "options[\"\(name)\"]",
      "case \"\(name)\", \"other\": true", "hasPrefix(\"\(name.uppercased())_URL\")", "host + \".\(name).internal\"",
    ] {
      #expect(Self.names(name, in: line[...]), "\(line)")
    }
    for line in ["    .\(name),", "    \(name.capitalized)Emitter.self,", "doc: \"as for `\(name)`\""] {
      #expect(!Self.names(name, in: line[...]), "\(line)")
    }
  }

  /// Keys of a service are values of `ServiceKey`: none is spelled as a path with a dot.
  @Test func noKeyIsADottedText() {
    let keys = Set(ServiceKey.allCases.map(\.rawValue).filter { $0.contains(".") })
    var found: [String] = []
    for source in StructureTests.sources
    where !["ServiceKey", "ProjectKey"].contains(source.name) && !Self.readsOtherTools(source) {
      for line in Self.code(of: source.text) {
        for literal in line.matches(of: /"([a-z_.]+)"/) where keys.contains(String(literal.1)) {
          found.append("\(source.path): \(literal.1)")
        }
      }
    }
    #expect(found == [])
  }
}
