import Emit
import Foundation
import IR
import TestSupport
import Testing

/// What the real `docker compose` makes of passwords that a server reads at its first start only.
@Suite(.waiting)
struct ComposePasswordOracle {
  /// The names in the env file of the secrets that a store gets as files.
  private static func initialSecrets(_ store: Service, _ program: Program) -> [String] {
    (store.store?.container.environment ?? []).filter { $0.initialFile != nil }
      .flatMap(\.value.secretIDs).compactMap { program.secret($0)?.env }
  }

  private static let cases = ComposeOracle.cases.filter { example in
    guard let program = ComposeOracle.samples[example.name] else { return false }
    return program.services.contains { !initialSecrets($0, program).isEmpty }
  }

  @Test("another password replaces what logs in with it, and not the server that has it", arguments: cases)
  func hashes(_ example: (name: String, style: OutputLayout.Style)) throws {
    let program = try #require(ComposeOracle.samples[example.name])
    let checkout = try ComposeOracle.Checkout(program, example.style)
    try checkout.fill()
    let before = try Self.hashes(checkout)
    let filled = try String(contentsOfFile: checkout.envFile, encoding: .utf8)
    for store in program.services {
      for name in Self.initialSecrets(store, program) {
        try Self.set(name, "an0ther", in: filled).write(toFile: checkout.envFile, atomically: true, encoding: .utf8)
        let after = try Self.hashes(checkout)
        #expect(after[store.dns] != nil && after[store.dns] == before[store.dns], "\(name)")
        let readers = program.services.filter { service in
          service.store == nil && service.env.contains { $0.value?.hasSecret == true && Self.reads($0, name, program) }
        }
        for reader in readers { #expect(after[reader.dns] != before[reader.dns], "\(name) of \(reader.name)") }

        try Self.set(name, "", in: filled).write(toFile: checkout.envFile, atomically: true, encoding: .utf8)
        let refused = try checkout.config(["--quiet"])
        #expect(refused.status != 0 && refused.stderr.contains("set \(name) in"), "\(name)")
      }
    }
  }

  private static func reads(_ variable: Variable, _ name: String, _ program: Program) -> Bool {
    variable.phase != .build && (variable.value?.secretIDs ?? []).contains { program.secret($0)?.env == name }
  }

  /// The hash by which compose tells whether a container is replaced, by service.
  private static func hashes(_ checkout: ComposeOracle.Checkout) throws -> [String: String] {
    let output = try checkout.config(["--hash", "*"])
    #expect(output.status == 0, "\(output.stderr)")
    let pairs = output.stdout.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    return Dictionary(uniqueKeysWithValues: pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) })
  }

  private static func set(_ name: String, _ value: String, in text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(name + "=") ? "\(name)='\(value)'" : String($0) }.joined(separator: "\n")
  }
}
