import Emit
import Foundation
import IR
import JSON
import TestSupport
import Testing

/// How a changed setting of a store gets into what runs: by a label that replaces the container, or by the one-shot.
struct ComposeSettingsTests {
  private struct Labels: Equatable {
    var config: String?
    var reload: String?
  }

  private static func compose(_ program: Program) -> String {
    ComposeEmitter.emit(EmitRequest(programs: [program], layout: OutputLayout(), targets: ["compose"])).files[0].content
  }

  /// The lines of one service.
  private static func section(_ name: String, _ text: String) -> [Substring]? {
    let lines = text.split(separator: "\n")
    guard let start = lines.firstIndex(of: "  \(name):") else { return nil }
    return Array(lines[(start + 1)...].prefix { $0.hasPrefix("   ") })
  }

  private static func labels(_ store: String, _ program: Program) -> Labels {
    let text = compose(program)
    func digest(_ name: String, _ label: String) -> String? {
      let line = section(name, text)?.first { $0.contains("\(label): ") }
      return line.map { String($0.split(separator: "\"")[1]) }
    }
    return Labels(config: digest(store, "infracc.config"), reload: digest("\(store)-settings", "infracc.reload"))
  }

  private static func changing(
    _ store: String, _ program: Program, _ change: (inout Store) -> Void
  ) -> Labels {
    var program = program
    for index in program.services.indices where program.services[index].name == store {
      if var changed = program.services[index].store {
        change(&changed)
        program.services[index].store = changed
      }
    }
    return labels(store, program)
  }

  private static func other(_ value: Setting.Value) -> Setting.Value {
    switch value {
    case .bytes(let number): .bytes(number + (1 << 20))
    case .milliseconds(let number): .milliseconds(number + 60_000)
    case .integer(let number): .integer(number + 1)
    case .real(let text): .real(text + "5")
    case .boolean(let flag): .boolean(!flag)
    case .word(let text): .word(text + "x")
    case .text(let text): .text(text + "x")
    case .list(let items): .list(items + ["7 7"])
    }
  }

  @Test("each setting changes the label that puts it into force, and no other", arguments: EmittedSamples.gayed)
  func settings(_ program: Program) throws {
    for service in program.services {
      guard let store = service.store else { continue }
      let before = Self.labels(service.name, program)
      #expect(before.config?.count == 10 && before.reload?.count == 10 && before.config != before.reload)
      for (index, setting) in store.settings.enumerated() {
        let after = Self.changing(service.name, program) { $0.settings[index].value = Self.other(setting.value) }
        let restarts = setting.needsRestart || setting.isFileOnly && service.store?.engine == "redis"
        #expect((after.config != before.config) == restarts, "\(setting.name)")
        #expect((after.reload != before.reload) == !restarts, "\(setting.name)")
        let reworded = Self.changing(service.name, program) { $0.settings[index].reason = "in other words" }
        #expect(reworded == before, "a comment on \(setting.name)")
      }
    }
  }

  @Test("limits of roles and extensions are stated again without a restart")
  func statedAgain() {
    let program = EmittedSamples.gayed[1]
    let before = Self.labels("postgres", program)
    for change in [{ $0.statementTimeout = 20_000 }, { $0.statementTimeout = nil }, { $0.extensions = ["citext"] }]
      as [(inout Store) -> Void]
    {
      let after = Self.changing("postgres", program, change)
      #expect(after.config == before.config && after.reload != before.reload)
    }
  }

  @Test("CONFIG SET knows no default: a directive that is new or gone replaces the container, its value does not")
  func redisDirectives() {
    let program = EmittedSamples.gayed[1]
    let before = Self.labels("redis", program)
    let gone = Self.changing("redis", program) { $0.settings.removeAll { $0.name == "maxmemory-policy" } }
    #expect(gone.config != before.config)
    // The append-only file is the exception: a start with it and no such file would load nothing.
    let appending = Self.changing("redis", program) {
      $0.settings.append(Setting("appendonly", .boolean(true), group: .persistence, reason: ""))
    }
    #expect(appending.config == before.config && appending.reload != before.reload)
  }

  @Test("a store that nothing waits for has no one-shot; its label covers all lines")
  func noConsumer() {
    var program = EmittedSamples.gayed[1]
    program.services.removeAll { $0.store == nil }
    for index in program.services.indices { program.services[index].store?.backup = nil }
    #expect(!Self.compose(program).contains("-settings:"))
    for service in program.services {
      for (index, setting) in (service.store?.settings ?? []).enumerated() {
        let before = Self.labels(service.name, program)
        let after = Self.changing(service.name, program) { $0.settings[index].value = Self.other(setting.value) }
        #expect(before.config != after.config, "\(setting.name)")
      }
    }
  }

  @Test("a consumer that runs only on request is none: `up --wait` would fail for the end of the one-shot")
  func profiledConsumer() {
    var program = EmittedSamples.gayed[1]
    for index in program.services.indices {
      program.services[index].store?.backup = nil
      if program.services[index].store == nil {
        program.services[index].options = ["compose": ["profiles": ["later"]]]
      }
    }
    #expect(!Self.compose(program).contains("-settings:"))
    // With the same profile the store starts when they do.
    for index in program.services.indices { program.services[index].options = ["compose": ["profiles": ["later"]]] }
    #expect(Self.section("postgres-settings", Self.compose(program))?.contains("    profiles: [later]") == true)
  }
}
