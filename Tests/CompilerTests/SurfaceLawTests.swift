import Compiler
import Diagnostics
import IR
import TestSupport
import Testing

/// A target with references of its own prints the surface, all others the value: under any assignment of outputs and
/// secrets both must come to the same text.
@Suite struct SurfaceLawTests {
  private func expectEqualTexts(_ checked: Checked, seed: UInt64) {
    for program in checked.compilation.programs {
      let evaluator = Evaluator(program) { name in
        var random = Random(seed: seed ^ UInt64(bitPattern: Int64(name.utf8.reduce(5381) { ($0 &* 33) &+ Int($1) })))
        return "<\(random.next() % 100_000)>"
      }
      for service in program.services {
        for variable in service.env {
          guard let surface = variable.surface, let value = variable.value else { continue }
          let place = "\(program.environment.name) \(service.name).\(variable.name)"
          #expect(evaluator.text(surface, in: service.name) == evaluator.text(value, in: service.name), "\(place)")
        }
      }
    }
  }

  @Test(arguments: Examples.paths)
  func examples(path: String) throws {
    for seed in 0..<20 { expectEqualTexts(try Checked(file: path), seed: UInt64(seed)) }
  }

  @Test(arguments: 0..<60)
  func generatedTopologies(seed: Int) {
    let topology = GeneratedTopology(seed: UInt64(seed))
    let checked = Checked(topology.text)
    // What a preview does not get is no matter of texts.
    let errors = checked.diagnostics.filter { $0.severity == .error && $0.code != "E0809" }
    #expect(errors.map(\.message) == [], "\(topology.text)")
    expectEqualTexts(checked, seed: UInt64(seed))
  }

  /// The generator must reach what the law is about.
  @Test func generatorMakesSurfaces() {
    var surfaces = 0
    for seed in 0..<20 {
      for program in Checked(GeneratedTopology(seed: UInt64(seed)).text).compilation.programs {
        surfaces += program.services.reduce(0) { $0 + $1.env.filter { $0.surface != nil }.count }
      }
    }
    #expect(surfaces > 200)
  }

  /// Normal form of every value of a program.
  @Test(arguments: 0..<30)
  func valuesAreInNormalForm(seed: Int) {
    for program in Checked(GeneratedTopology(seed: UInt64(seed)).text).compilation.programs {
      for service in program.services {
        for variable in service.env {
          for expression in [variable.value, variable.surface].compactMap({ $0 }) {
            #expect(NormalForm.problem(expression) == nil, "\(service.name).\(variable.name)")
          }
        }
      }
    }
  }
}

/// The laws of `Expression`.
enum NormalForm {
  static func problem(_ expression: Expression) -> String? {
    var problem: String?
    expression.walk { node in
      switch node {
      case .concat(let parts):
        if parts.count < 2 { problem = "a concatenation of \(parts.count)" }
        for (a, b) in zip(parts, parts.dropFirst()) {
          if case .literal = a, case .literal = b { problem = "neighbouring literals" }
        }
        for part in parts {
          if case .concat = part { problem = "a concatenation in a concatenation" }
          if case .literal("") = part { problem = "an empty literal" }
        }
      case .encode(_, .literal): problem = "an encoding of a literal"
      default: break
      }
    }
    return problem
  }
}

@Suite struct NormalFormTests {
  private func expression(_ random: inout Random, depth: Int) -> Expression {
    switch depth == 0 ? random.below(3) : random.below(4) {
    case 0: return .literal(random.one(of: ["", "a", "b-", "/"]))
    case 1: return .output(service: "s", name: "host")
    case 2: return .secret(id: "shared/K")
    default:
      let parts = (0..<random.below(4)).map { _ in expression(&random, depth: depth - 1) }
      return .joined(parts)
    }
  }

  @Test(arguments: 0..<100)
  func joinedIsNormal(seed: Int) {
    var random = Random(seed: UInt64(seed))
    let parts = (0..<random.below(6)).map { _ in expression(&random, depth: 3) }
    let joined = Expression.joined(parts)
    #expect(NormalForm.problem(joined) == nil)
    #expect(Expression.joined([joined]) == joined, "idempotent")
    // Where a text is cut says nothing about what it is.
    let cut = random.below(parts.count + 1)
    #expect(Expression.joined([.joined(Array(parts[..<cut])), .joined(Array(parts[cut...]))]) == joined, "associative")
  }
}
