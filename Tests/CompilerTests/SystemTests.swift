import Compiler
import Diagnostics
import Foundation
import TestSupport
import Testing

/// Systems that people run, written in the language: each is accepted, and the mistakes that their published files have
/// are found when they are put back.
@Suite struct SystemTests {
  private static let folder = "Tests/Fixtures/systems"

  /// The names of the systems, in order.
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: Repository.path(folder))) ?? [])
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()

  private static func text(_ name: String) throws -> String { try Repository.text("\(folder)/\(name).yaml") }

  /// Every system without an error, and what is said of it beside that.
  @Test func systemsAreAccepted() throws {
    #expect(Self.names.count == 16)
    var report = "What `infracc check --no-fs --no-probe` says of the systems: no errors.\n"
    for name in Self.names {
      let checked = Checked(try Self.text(name))
      #expect(checked.diagnostics.allSatisfy { $0.severity != .error }, "\(name)\n\(checked.report)")
      report += "\n\(name)\n"
      for finding in checked.diagnostics where finding.severity != .info {
        report += "  \(finding.code) \(checked.place(finding)) \(finding.message)\n"
      }
    }
    Golden.expect(report, "systems/findings.txt")
  }

  /// The layout that `fmt` gives is the one that the systems are written in.
  @Test func systemsAreFormatted() throws {
    for name in Self.names {
      let text = try Self.text(name)
      guard case .formatted(let bytes) = TopologyFormatter.format(path: "\(name).yaml", bytes: Array(text.utf8)) else {
        Testing.Issue.record("\(name) cannot be formatted")
        continue
      }
      #expect(String(decoding: bytes, as: UTF8.self) == text, "\(name)")
    }
  }

  @Test(arguments: try Mistake.all(in: "\(folder)/mistakes.txt"))
  func mistakesAreFound(mistake: Mistake) throws {
    let text = try Self.text(mistake.system)
    #expect(text.components(separatedBy: mistake.right).count == 2, "\(mistake.right)")
    #expect(!Checked(text).diagnostics.contains { $0.code == mistake.code && $0.severity == .error })
    let count = { (checked: Checked) in checked.diagnostics.count { $0.code == mistake.code } }
    let broken = Checked(text.replacingOccurrences(of: mistake.right, with: mistake.wrong))
    #expect(count(broken) == count(Checked(text)) + 1, "\(broken.report)")
  }
}

/// A mistake to put back into a system.
struct Mistake: CustomStringConvertible {
  var system: String
  var description: String
  var code: String
  var right = ""
  var wrong = ""

  /// The cases of a file: `== system: what: code`, then lines with `- ` and `+ ` before them.
  static func all(in path: String) throws -> [Mistake] {
    try Repository.text(path).components(separatedBy: "\n== ").dropFirst().map { part in
      let lines = part.components(separatedBy: "\n")
      let words = lines[0].components(separatedBy: ": ")
      var mistake = Mistake(
        system: words[0], description: words[1...].dropLast().joined(separator: ": "), code: words.last ?? "")
      for line in lines.dropFirst() {
        if line.hasPrefix("- ") { mistake.right += line.dropFirst(2) + "\n" }
        if line.hasPrefix("+ ") { mistake.wrong += line.dropFirst(2) + "\n" }
      }
      return mistake
    }
  }
}
