import Compiler
import Diagnostics
import Emit
import IR
import TestSupport
import Testing

/// Targets are asked by a second thread while the code beside the topology is looked at. Each run is compared with one
/// that does everything on the thread of its caller: the same findings in the same order, and the same files.
@Suite struct SecondThreadTests {
  private static let always = 0
  private static let never = Int.max

  private func run(_ text: String, secondThreadFrom least: Int?) -> Compilation {
    var options = CompileOptions()
    if let least { options.secondThreadFrom = least }
    options.keepsFiles = true
    return Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
  }

  /// What a reader and a program see of the findings, and every file with its text.
  private func outcome(_ text: String, secondThreadFrom least: Int?) -> [String] {
    let compilation = run(text, secondThreadFrom: least)
    let report = JSONRenderer.render(RenderRequest(compilation.diagnostics, sources: compilation.sources))
    if compilation.programs.isEmpty || compilation.hasErrors { return [report] }
    let products = compilation.emit(EmissionRequest(layout: .init(style: .tree)))
    return [report] + products.files.flatMap { [$0.target, $0.file.path, $0.file.content] }
  }

  private func expectSame(_ text: String, _ what: String) {
    let alone = outcome(text, secondThreadFrom: Self.never)
    #expect(outcome(text, secondThreadFrom: Self.always) == alone, "\(what)")
    #expect(outcome(text, secondThreadFrom: nil) == alone, "\(what)")
  }

  @Test(arguments: Examples.paths)
  func examples(path: String) throws { expectSame(try Repository.text(path), path) }

  @Test(arguments: ReportTests.names)
  func fixtures(name: String) throws {
    expectSame(try Repository.text("Tests/Fixtures/topologies/\(name).yaml"), name)
  }

  @Test(arguments: 0..<8)
  func generated(seed: Int) { expectSame(GeneratedTopology(seed: UInt64(seed)).text, "seed \(seed)") }

  /// Below, at and above the number from which the thread is started by itself, in one environment and in two.
  @Test(arguments: [0, 1, 99, 100, 101])
  func sizes(count: Int) {
    for environments in ["{ production: {} }", "{ production: {}, staging: {} }"] {
      let text = topology(count, environments)
      expectSame(text, "\(count) services")
      let compilation = run(text, secondThreadFrom: nil)
      #expect(compilation.programs.allSatisfy { $0.services.count == count })
    }
  }

  /// The same again and again: what depends on which thread is faster would differ sooner or later.
  @Test func repetitions() {
    let text = topology(30, "{ production: {}, staging: {}, preview: { kind: preview } }")
    let first = outcome(text, secondThreadFrom: Self.never)
    for _ in 0..<20 { #expect(outcome(text, secondThreadFrom: Self.always) == first) }
  }

  /// Services with something to say about every target: limits that one of them lacks, a backup that two have no use for.
  private func topology(_ count: Int, _ environments: String) -> String {
    let services = (0..<count).map { number in
      number % 10 == 0
        ? "  store-\(number): { type: postgres, version: 16, backup: { schedule: \"0 3 * * *\", keep: 7d } }"
        : "  api-\(number): { type: fastapi, root: ./api-\(number), port: \(8000 + number), public: true, "
          + "resources: { cpu: 0.5, memory: 512MiB }, variables: { NEXT: $<<api-\(number).private_url>> } }"
    }
    let list = services.isEmpty ? "services: {}" : "services:\n" + services.joined(separator: "\n")
    return """
      infracc: 1
      project: shop
      targets: [railway, compose, procfile]
      environments: \(environments)
      \(list)

      """
  }
}
