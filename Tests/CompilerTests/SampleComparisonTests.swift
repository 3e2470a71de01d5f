import Compiler
import IR
import TestSupport
import Testing

/// The lowered examples against the hand-written programs that the tests of emitters start from: were they to differ,
/// those tests would prove something about programs that never occur.
@Suite struct SampleComparisonTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let path: String
    let sample: Program
    var testDescription: String { "\(sample.project) \(sample.environment.name)" }
  }

  static let cases = [
    Case(path: Examples.sampled[0], sample: SamplePrograms.gayedProduction),
    Case(path: Examples.sampled[0], sample: SamplePrograms.gayedStaging),
    Case(path: Examples.sampled[1], sample: SamplePrograms.tradesenseProduction),
    Case(path: Examples.sampled[1], sample: SamplePrograms.tradesenseStaging),
  ]

  private func program(_ sample: Case) throws -> Program {
    // What the example lists for its exporters is no part of the samples.
    let text = try Repository.text(sample.path).replacing(", monitoring", with: "")
    return try #require(Checked(text).program(sample.sample.environment.name))
  }

  private func pairs(_ sample: Case) throws -> [(lowered: IR.Service, sample: IR.Service)] {
    let program = try program(sample)
    #expect(program.services.map(\.name) == sample.sample.services.map(\.name))
    return sample.sample.services.compactMap { wanted in program.service(wanted.name).map { ($0, wanted) } }
  }

  @Test(arguments: cases)
  func variables(sample: Case) throws {
    for (lowered, wanted) in try pairs(sample) {
      #expect(lowered.env.map(\.name) == wanted.env.map(\.name), "\(wanted.name)")
      for variable in wanted.env {
        guard let found = lowered.variable(variable.name) else { continue }
        let name = "\(wanted.name).\(variable.name)"
        #expect(found.value == variable.value, "\(name)")
        #expect(found.surface == variable.surface, "\(name)")
        #expect(found.type == variable.type, "\(name)")
        #expect(found.marks.isSecret == variable.marks.isSecret, "\(name)")
        #expect(found.marks.known == variable.marks.known, "\(name)")
        #expect(found.phase == variable.phase, "\(name)")
        #expect(found.isBrowserVisible == variable.isBrowserVisible, "\(name)")
        #expect(found.isRequired == variable.isRequired, "\(name)")
        #expect(found.origin == variable.origin, "\(name)")
        #expect(found.inheritedFrom == variable.inheritedFrom, "\(name)")
        // Samples say of literal addresses, too, who reaches them.
        if case .literal? = found.value { continue }
        #expect(found.marks.reach == variable.marks.reach, "\(name)")
      }
    }
  }

  @Test(arguments: cases)
  func services(sample: Case) throws {
    for (lowered, wanted) in try pairs(sample) {
      let name = wanted.name
      #expect(lowered.needs == wanted.needs, "\(name)")
      #expect(lowered.release == wanted.release, "\(name)")
      // A child without a check of its own: the image's is switched off, which samples leave to the emitter.
      let health = wanted.health ?? (wanted.codeOf == nil ? nil : Health(.none))
      #expect(lowered.health == health, "\(name)")
      #expect(lowered.exposure == wanted.exposure, "\(name)")
      #expect(lowered.build?.watch == wanted.build?.watch, "\(name)")
      #expect(lowered.build?.nestedRoots == wanted.build?.nestedRoots, "\(name)")
      #expect(lowered.build?.root == wanted.build?.root, "\(name)")
      #expect(lowered.pools == wanted.pools, "\(name)")
      #expect(lowered.resources == wanted.resources, "\(name)")
      #expect(lowered.scale == wanted.scale, "\(name)")
      #expect(lowered.server == wanted.server, "\(name)")
      #expect(lowered.stopGrace == wanted.stopGrace, "\(name)")
      #expect(lowered.stopGraceReason == wanted.stopGraceReason, "\(name)")
      #expect(lowered.image == wanted.image, "\(name)")
      #expect(lowered.workers == wanted.workers, "\(name)")
      #expect(lowered.schedule == wanted.schedule, "\(name)")
      #expect(lowered.codeOf == wanted.codeOf, "\(name)")
    }
  }

  /// Samples leave the recipes to the types; what starts is then the type's command.
  @Test(arguments: [EmittedSamples.gayed[0], EmittedSamples.tradesense[0]])
  func commands(sample: Program) throws {
    let path = sample.project == "tradesense" ? Examples.sampled[1] : Examples.sampled[0]
    let program = try #require(try Checked(file: path).program(sample.environment.name))
    for wanted in sample.services {
      let lowered = try #require(program.service(wanted.name))
      #expect(lowered.command == wanted.command, "\(wanted.name)")
      #expect(lowered.localCommand ?? lowered.command == wanted.localCommand ?? wanted.command, "\(wanted.name)")
    }
  }

  @Test(arguments: cases)
  func secrets(sample: Case) throws {
    #expect(try program(sample).secrets == sample.sample.secrets)
  }

  @Test(arguments: cases)
  func budgets(sample: Case) throws {
    let lowered = try program(sample)
    #expect(lowered.connectionBudgets == sample.sample.connectionBudgets)
    for wanted in sample.sample.memoryBudgets {
      let found = try #require(lowered.memoryBudgets.first { $0.store == wanted.store })
      #expect(found.lines.map(\.mebibytes) == wanted.lines.map(\.mebibytes))
      #expect(found.need == wanted.need)
      #expect(found.limit == wanted.limit)
    }
  }

  @Test(arguments: cases)
  func edges(sample: Case) throws {
    func plain(_ edges: [Edge]) -> [String] {
      var seen: [String] = []
      // Waiting for a release is said by `needs`, which are compared; nobody waits for himself.
      for edge in edges where edge.from != edge.to && edge.condition != .done {
        let text = "\(edge.from) → \(edge.to) \(edge.kind) \(edge.condition.map { "\($0)" } ?? "")"
        if !seen.contains(text) { seen.append(text) }
      }
      return seen.sorted()
    }
    #expect(plain(try program(sample).edges) == plain(sample.sample.edges))
  }

  @Test(arguments: cases)
  func sharedVariables(sample: Case) throws {
    let lowered = try program(sample)
    #expect(lowered.shared.map(\.name) == sample.sample.shared.map(\.name))
    #expect(lowered.shared.map(\.value) == sample.sample.shared.map(\.value))
  }
}
