import Tuning
import Foundation
import IR
import TestSupport
import Testing

/// `tuner: pgtune` against vectors of the original.
@Suite("pgtune") struct PgTuneTests {
  /// One line of a file of vectors.
  struct Vector: Sendable, CustomTestStringConvertible {
    let input: PgTuneInput
    let expected: [String]
    let testDescription: String
  }

  static func vectors(_ file: String) throws -> [Vector] {
    try Repository.text("Tests/Fixtures/pgtune/\(file)").split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      line in
      let halves = line.components(separatedBy: " | ")
      let parts = halves[0].split(separator: " ").map(String.init)
      var input = PgTuneInput(
        version: try #require(Int(parts[0])), kilobytes: try #require(Int(parts[1])), cores: Int(parts[2]),
        connections: Int(parts[3]))
      input.choices.workload = PgTuneChoices.Workload(rawValue: parts[4])
      try #require(input.choices.workload != nil)
      input.choices.disk = try #require(PgTuneChoices.Disk(rawValue: parts[5]))
      input.choices.dataSize = try #require(PgTuneChoices.DataSize(rawValue: parts[6]))
      input.choices.system = try #require(PgTuneChoices.System(rawValue: parts[7]))
      return Vector(
        input: input, expected: halves[1].split(separator: " ").map(String.init), testDescription: halves[0])
    }
  }

  /// pgtune's own spelling: the largest of GB, MB and kB that divides exactly.
  private func spelled(_ value: Setting.Value) -> String {
    switch value {
    case .bytes(let bytes):
      bytes % (1 << 30) == 0 ? "\(bytes >> 30)GB" : bytes % (1 << 20) == 0 ? "\(bytes >> 20)MB" : "\(bytes >> 10)kB"
    case .integer(let number): String(number)
    case .boolean(let flag): flag ? "on" : "off"
    case .real(let text), .word(let text), .text(let text): text
    case .milliseconds, .list: "?"
    }
  }

  @Test("names, values and their order", arguments: ["vectors.txt", "random.txt"])
  func parity(_ file: String) throws {
    let vectors = try Self.vectors(file)
    #expect(vectors.count >= 26)
    for vector in vectors {
      let found = PgTune.settings(vector.input).map { "\($0.name)=\(spelled($0.value))" }
      #expect(found == vector.expected, "\(vector.testDescription)")
      #expect(Set(PgTune.settings(vector.input).map(\.name)).isSubset(of: PgTune.names))
    }
  }

  @Test("the tuner writes what pgtune gives, but what stops a container")
  func tuner() throws {
    for vector in try Self.vectors("vectors.txt") where vector.input.version >= 13 {
      guard vector.input.choices.system == .linux else { continue }
      var input = PostgresTuningInput(
        store: "db", version: "\(vector.input.version)", memoryBytes: vector.input.kilobytes * 1024,
        cpuMilli: (vector.input.cores ?? 0) * 1000, storageBytes: 100 << 30, connectionsInUse: 10)
      input.pgtune = vector.input.choices
      if let connections = vector.input.connections { input.declared["max_connections"] = .integer(connections) }
      let result = tunePostgres(input)
      let written = result.settings.filter { PgTune.names.contains($0.name) }.map { "\($0.name)=\(spelled($0.value))" }
      #expect(Set(written) == Set(vector.expected.filter { $0 != "io_method=io_uring" }), "\(vector.testDescription)")
      #expect(result.leftAtDefault.contains { $0.hasPrefix("io_method") } == (vector.input.version == 18))
    }
  }
}
