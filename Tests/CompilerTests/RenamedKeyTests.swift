import Compiler
import Diagnostics
import Model
import TestSupport
import Foundation
import Testing

/// Keys that had another name: `infracc fix` carries a topology over, and what it then means is what it meant.
@Suite struct RenamedKeyTests {
  struct Case: Sendable, CustomTestStringConvertible {
    /// The row of the table.
    let key: String
    /// The keys of the service `api`, one a line, before and now.
    let old: String
    let new: String
    /// The same for what the environment `staging` says of it.
    var overlay: (old: String, new: String)?

    var testDescription: String { "\(key): \(old) / \(overlay?.old ?? "")" }

    func text(_ isOld: Bool) -> String {
      func indented(_ keys: String, _ depth: Int) -> String {
        keys.split(separator: "\n").map { String(repeating: " ", count: depth) + $0 + "\n" }.joined()
      }
      var text =
        "infracc: 1\nproject: shop\ntargets: [compose, railway]\nservices:\n  api:\n    type: fastapi\n    public: true\n"
        + indented(isOld ? old : new, 4)
      if let overlay {
        text +=
          "environments:\n  production: {}\n  staging:\n    services:\n      api:\n"
          + indented(isOld ? overlay.old : overlay.new, 8)
      }
      return text
    }
  }

  static let cases: [Case] = [
    Case(
      key: "health.probe_timeout", old: "health: { path: /h, timeout: 200s, probe_timeout: 4s }  # asked often",
      new: "health: { path: /h, within: 200s, timeout: 4s }  # asked often"),
    Case(
      key: "health.probe_timeout", old: "health:\n  path: /h\n  probe_timeout: 4s",
      new: "health:\n  path: /h\n  timeout: 4s"),
    Case(
      key: "health.probe_timeout", old: "health: { path: /h, timeout: 200s, probe_timeout: 4s }",
      new: "health: { path: /h, within: 200s, timeout: 4s }",
      overlay: ("health: { timeout: 40s }", "health: { within: 40s }")),
    Case(
      key: "health.probe_timeout", old: "health: { path: /h, timeout: 200s, probe_timeout: 4s }",
      new: "health: { path: /h, within: 200s, timeout: 4s }",
      overlay: ("health: { timeout: 40s, probe_timeout: 3s }", "health: { within: 40s, timeout: 3s }")),
    Case(
      key: "health.probe_timeout", old: "health: { path: /h, timeout: 200s }",
      new: "health: { path: /h, within: 200s }",
      overlay: ("health: { probe_timeout: 3s }", "health: { timeout: 3s }")),
    Case(key: "build.image", old: "build: { image: example/app }", new: "build: { push: example/app }"),
    Case(
      key: "build.image", old: "build:\n  python: 3.12\n  image: example/app",
      new: "build:\n  python: 3.12\n  push: example/app"),
    Case(
      key: "build.image", old: "build: { python: 3.12 }", new: "build: { python: 3.12 }",
      overlay: ("build: { image: example/app }", "build: { push: example/app }")),
    Case(key: "publish", old: "publish: 8081  # free", new: "options: { compose: { publish: 8081 } }  # free"),
    Case(
      key: "publish", old: "publish: 8081\noptions: { compose: { profiles: [web] } }",
      new: "options: { compose: { profiles: [web], publish: 8081 } }"),
    Case(
      key: "publish", old: "options:\n  compose:\n    profiles: [web]\npublish: 8081",
      new: "options:\n  compose:\n    profiles: [web]\n    publish: 8081"),
    Case(
      key: "publish", old: "workers: 2", new: "workers: 2",
      overlay: ("publish: 8082", "options: { compose: { publish: 8082 } }")),
  ]

  @Test func everyRowHasCases() {
    #expect(Set(Self.cases.map(\.key)) == Set(RenamedKey.all.map { $0.old.joined(separator: ".") }))
  }

  /// The old topology with its fixes is the new one, byte for byte, and means the same.
  @Test(arguments: cases)
  func theFixCarriesATopologyOver(sample: Case) throws {
    let old = sample.text(true)
    let found = Checked(old).diagnostics.filter { $0.code == "E0203" }
    #expect(!found.isEmpty)
    for finding in found {
      #expect(finding.fixes.map(\.applicability) == [.safe], "\(finding.message)")
      #expect(finding.primary.span.range.count == sample.key.split(separator: ".").last?.utf8.count)
    }
    let result = Fixer.run(path: "topology.yaml", bytes: Array(old.utf8))
    let fixed = String(decoding: result.bytes, as: UTF8.self)
    #expect(fixed == sample.text(false))
    #expect(result.refused.isEmpty)
    #expect(!result.remaining.contains { $0.severity == .error })
  }

  /// Beside a key of the new spelling nothing says which of the two values is meant.
  @Test func noFixWhereBothAreWritten() {
    let text =
      "infracc: 1\nproject: shop\nservices:\n"
      + "  api: { type: fastapi, health: { path: /h, within: 90s, timeout: 5s, probe_timeout: 4s } }\n"
    #expect(Checked(text).first("E0203")?.fixes == [])
  }

  /// One finding a place, with the place named; nothing else is said of the old key.
  @Test(arguments: cases)
  func oneFindingForEachPlace(sample: Case) {
    let old = sample.text(true)
    let name = sample.key.split(separator: ".").last.map(String.init) ?? sample.key
    let places = old.components(separatedBy: name + ":").count - 1
    // A timeout of the base has its new meaning in the environments that only another one's overlay was old in.
    let findings = Checked(old).diagnostics.filter {
      $0.severity == .error && (sample.overlay == nil || $0.code == "E0203")
    }
    #expect(findings.map(\.code) == Array(repeating: "E0203", count: places), "\(findings.map(\.message))")
  }
}
