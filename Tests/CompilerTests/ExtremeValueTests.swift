import Compiler
import Diagnostics
import Emit
import Syntax
import TestSupport
import Testing

/// Values at the ends of what a computer can count, in the place of every value of a topology that uses nearly every
/// key: each ends with findings or with files. A run that traps ends the tests.
@Suite struct ExtremeValueTests {
  /// Numbers, sizes, durations, shares and schedules of which no sum, product or conversion may be taken unseen.
  private static let extremes =
    [
      "9223372036854775807", "-9223372036854775808", "9223372036854775806", "4611686018427387905", "9007199254740993",
      "9223372036854775808", "18446744073709551616", "1000000000000000000000000000000", "2147483647", "2147483648",
      "4294967296", "1000000000", "65536", "0", "-1", "1", "0.0", "-0.5", "1e-300", "1e18", "1e19", "1e30", "1e308",
      ".inf", "-.inf", ".nan", "nan", "inf", "0x7fffffffffffffff", "'9223372036854775807'", "8EiB", "1024TiB",
      "8191PiB", "9007199254740991KiB", "1KiB", "1B", "0MiB", "0.0001MiB", "1e10MiB", "9223372036854775807B",
      "9223372036854775807GiB", "106751991167d", "9223372036s", "9223372036854775807ms", "9223372036854775807s",
      "2562047788015215h", "0s", "1ms", "1us", "99999999999999999%", "0%", "100%", "1000%", "9223372036854775807%",
      "0.1%", "9223372036854775807m", "1e308m", "99999999999.99999.9999999999",
      "9223372036854775807.9223372036854775807", "999999999999999999999999",
      "'*/9223372036854775807 * * * *'", "'0-9223372036854775807 * * * *'", "'59 23 31 2 *'", "'0 0 29 2 7'", "auto",
      "''", String(repeating: "x", count: 10_000), "[]", "{}", "null", "true",
      "[" + Array(repeating: "a", count: 1000).joined(separator: ", ") + "]", "$<<postgres.url>>", "$<<self.A>>",
      "$<<postgres.port>>", "\"$<<redis.port | upper | base64 | json>>\"",
    ]

  private static let base = Result { try Repository.text("Tests/Fixtures/sweep/topology.yaml") }

  /// The bytes of every value, those of lists and mappings included.
  private static func values(of node: SyntaxNode) -> [Span] {
    switch node.kind {
    case .scalar: []
    case .sequence: node.items.flatMap { [$0.span] + values(of: $0) }
    case .mapping: node.entries.flatMap { _, value in [value.span] + values(of: value) }
    }
  }

  @Test func theBaseHasNoErrors() throws {
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(try Self.base.get().utf8))
    #expect(!compilation.hasErrors, "\(compilation.diagnostics.filter { $0.severity == .error }.map(\.message))")
    #expect(!compilation.emit(EmissionRequest(layout: OutputLayout())).files.isEmpty)
  }

  /// One of nine pairs of a value and an extreme, another ninth for each value, so that each extreme meets many values.
  @Test(arguments: 0..<3) func everyValueMayBeExtreme(_ part: Int) throws {
    let bytes = Array(try Self.base.get().utf8)
    var sources = SourceSet()
    let bag = DiagnosticBag()
    let tree = parseYAML(sources.add(path: "topology.yaml", bytes: bytes), into: bag)
    let spans = Self.values(of: try #require(tree.root))
    #expect(spans.count > 200)
    var accepted = 0
    for (place, span) in spans.enumerated() where place % 3 == part {
      for (index, extreme) in Self.extremes.enumerated() where (place / 3 + index) % 9 == 0 {
        let text = bytes[..<Int(span.start)] + Array(extreme.utf8) + bytes[Int(span.end)...]
        let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text))
        if compilation.hasErrors { continue }
        accepted += 1
        _ = compilation.emit(EmissionRequest(layout: OutputLayout()))
      }
    }
    #expect(accepted > 50)
  }

  /// Keys whose numbers meet in one sum, each at the end of its range.
  @Test func productsOfLargestValues() {
    let text = """
      infracc: 1
      project: shop
      targets: [compose, procfile, railway]
      services:
        postgres:
          version: 17
          resources: { cpu: 1000, memory: 1024TiB, storage: 1024TiB }
          tuning: { max_connections: 262143, hash_mem_multiplier: 1000, autovacuum_max_workers: 262143 }
        redis: { version: 8, resources: { memory: 1024TiB }, tuning: { maxclients: 4294967295, save: ["900 1"] } }
        api:
          type: fastapi
          health: /health
          workers: 1024
          scale: { replicas: 50, autoscale: { max: 50 } }
          pools: { postgres: { size: 100000, overflow: 100000 }, redis: { size: 100000 } }
          resources: { cpu: 1000, memory: 1024TiB }
          variables: { A: $<<postgres.url>>, B: $<<redis.url>> }
      """
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
    #expect(compilation.diagnostics.contains { $0.code == "E0701" })
    _ = compilation.emit(EmissionRequest(layout: OutputLayout()))
  }
}
