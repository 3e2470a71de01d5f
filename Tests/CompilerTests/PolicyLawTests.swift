import Compiler
import Diagnostics
import Emit
import IR
import Report
import Rules
import Testing

/// `policies:` and `diff` have one answer to whether a setting is the same in two environments.
struct PolicyLawTests {
  @Test("a setting that must be the same everywhere differs for both or for neither")
  func bothAgree() {
    let found = ServiceKey.allCases.flatMap(compare)
    #expect(found.count { $0 } >= 60, "of \(found.count) samples")
  }

  /// - Returns: for each sample with the key in both environments, whether the values differ.
  private func compare(_ key: ServiceKey) -> [Bool] {
    var found: [Bool] = []
    for sample in KeySample.all(key) where !sample.isLocal {
      let text = Self.topology(sample, key)
      let compilation = Checked(text).compilation
      guard compilation.programs.count == 2 else { continue }
      let (old, new) = (compilation.programs[0], compilation.programs[1])
      guard let before = old.service("subject"), let after = new.service("subject") else { continue }
      guard let (was, becomes) = Self.both(before.value(of: key), after.value(of: key)) else { continue }
      // The secret of a backup is named, and policies compare what is written.
      if key == .backupToSecret { continue }
      let difference = Difference(from: .init(name: "old", program: old), to: .init(name: "new", program: new)) { $1 }
      let changes = difference.services.first { $0.name == "subject" }?.changes ?? []
      let isShown = changes.contains { change in
        key.rawValue == change.key || key.rawValue.hasPrefix(change.key + ".")
          || change.key.hasPrefix(key.rawValue + ".")
      }
      let isViolated = compilation.diagnostics.contains { $0.code == DiagnosticKind.policyViolated.code }
      #expect(isViolated == (was != becomes), "\(key.rawValue): \(was), \(becomes)")
      #expect(isShown == isViolated, "\(key.rawValue): \(changes.map(\.key))")
      found.append(was != becomes)
    }
    return found
  }

  @Test(
    "what comes to the same is the same",
    arguments: [
      ("resources: { memory: 1GiB }", "resources: { memory: 1024MiB }", "resources.memory"),
      ("resources: { cpu: 1 }", "resources: { cpu: 1000m }", "resources.cpu"),
      ("stop_grace: 60s", "stop_grace: 1m", "stop_grace"),
      ("scale: { replicas: 1 }", "", "scale.replicas"),
      ("restart: on-failure", "restart: { policy: on-failure }", "restart.policy"),
    ])
  func spellings(first: String, second: String, path: String) {
    let text = Self.topology(KeySample("\(KeySample.image)\n\(first)", becomes: "\(KeySample.image)\n\(second)"), path)
    #expect(!Checked(text).compilation.diagnostics.contains { $0.code == DiagnosticKind.policyViolated.code })
  }

  private static func both(_ first: KeyValue?, _ second: KeyValue?) -> (KeyValue, KeyValue)? {
    guard let first, let second else { return nil }
    return (first, second)
  }

  private static func topology(_ sample: KeySample, _ key: ServiceKey) -> String { topology(sample, key.rawValue) }

  /// The subject as the sample has it without the key in one environment, and with it in the other.
  private static func topology(_ sample: KeySample, _ path: String) -> String {
    func overlay(_ service: String) -> String {
      service.split(separator: "\n").map { "          " + $0 }.joined(separator: "\n")
    }
    return """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { TOKEN: external }
      variables: { SHARED: text }
      volumes: { uploads: 1GiB }
      services:
        postgres: { version: 16, port: 5440 }
        peer: { type: web, image: "example/peer:1.0", port: 9000, health: none }
        base: { type: web, root: ./base, build: { dockerfile: base/Dockerfile }, port: 9100, health: none, start: run }
      environments:
        staging:
          services:
            subject:
      \(overlay(sample.without))
        production:
          services:
            subject:
      \(overlay(sample.with))
      policies:
        - same: services.subject.\(path)
      """
  }
}
