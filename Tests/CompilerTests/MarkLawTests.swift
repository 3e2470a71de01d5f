import Resolution
import Rules
import Compiler
import IR
import Model
import Testing

/// The marks of a value are the join of the marks of its parts, by whatever path the parts come to it.
@Suite("Marks flow through every path")
struct MarkLawTests {
  /// A value that something can refer to, and the marks that it must have.
  private struct Part {
    let reference: String
    var marks: Marks
    var isURL = false
  }

  private static let secret = Marks(isSecret: true, phase: .provision)
  private static let privateAddress = Marks(phase: .provision, reach: .private)
  private static let publicAddress = Marks(phase: .provision, reach: .public)

  private static let leaves: [Part] = [
    Part(reference: "api.private_url", marks: privateAddress, isURL: true),
    Part(reference: "api.private_host", marks: privateAddress), Part(reference: "api.port", marks: Marks()),
    Part(reference: "api.public_url", marks: publicAddress, isURL: true),
    Part(reference: "api.RAILWAY_REPLICA_ID", marks: Marks(phase: .run)),
    Part(reference: "shared.TOKEN", marks: secret),
    Part(reference: "shared.MAYBE", marks: Marks(isSecret: true, phase: .provision, presence: .maybe)),
    Part(reference: "db.url", marks: Marks(isSecret: true, phase: .provision, reach: .private), isURL: true),
    Part(reference: "db.password", marks: secret), Part(reference: "far.address", marks: Marks(reach: .public)),
    Part(reference: "far.token", marks: secret), Part(reference: "far.mine", marks: Marks(reach: .loopback)),
    Part(reference: "far.sibling", marks: Marks(reach: .private)), Part(reference: "project.name", marks: Marks()),
  ]

  /// Definitions, each of earlier ones, in a topology around them.
  private struct Chains {
    var shared = ""
    var outputs = ""
    var far = ""
    var variables = ""
    var parts = leaves
    /// What each definition must have: its space, its name, its marks.
    var expected: [(space: String, name: String, marks: Marks)] = []

    init(seed: UInt64) {
      var random = Random(seed: seed)
      for index in 0..<24 { add(index, &random) }
    }

    private mutating func add(_ index: Int, _ random: inout Random) {
      let (text, marks) = value(&random)
      let name = "v\(index)"
      switch random.below(4) {
      case 0:
        outputs += "      \(name): { type: string, value: '\(text)' }\n"
        define("api", name, marks)
      case 1:
        far += "      \(name): { type: string, value: '\(text)' }\n"
        define("far", name, marks)
      case 2 where !text.contains("self."):
        shared += "  \(name.uppercased()): '\(text)'\n"
        define("shared", name.uppercased(), marks)
      default:
        variables += "      \(name.uppercased()): '\(text)'\n"
        define("api", name.uppercased(), marks)
      }
    }

    private mutating func define(_ space: String, _ name: String, _ marks: Marks) {
      parts.append(Part(reference: "\(space).\(name)", marks: marks))
      expected.append((space, name, marks))
    }

    private func value(_ random: inout Random) -> (String, Marks) {
      let (a, b) = (random.one(of: parts), random.one(of: parts))
      switch random.below(7) {
      case 0: return ("$<<\(a.reference)>>", a.marks)
      case 1: return ("pre $<<\(a.reference)>>-$<<\(b.reference)>>", a.marks.joined(with: b.marks))
      case 2: return ("http://localhost/$<<\(a.reference)>>", a.marks.joined(with: Marks(reach: .loopback)))
      case 3: return ("mq://db:1/$<<\(a.reference)>>", a.marks.joined(with: Marks(reach: .private)))
      case 4 where !a.isURL: return ("$<<\(a.reference) | base64>>", a.marks)
      case 5 where a.marks.presence == .maybe:
        return ("$<<\(a.reference) ?? \(b.reference)>>", a.marks.orElse(b.marks))
      case 6:
        // What nobody needs is reported, and does not count.
        return ("$<<shared.MAYBE ?? \(b.reference)>>", MarkLawTests.leaves[6].marks.orElse(b.marks))
      default: return ("text $<<\(a.reference)>>", a.marks)
      }
    }

    var text: String {
      """
      infracc: 1
      project: shop
      secrets: { TOKEN: external, MAYBE: optional }
      variables:
        PLAIN: x
      \(shared)services:
        db: { type: postgres }
        far:
          type: external
          outputs:
            address: { type: url<https>, value: https://far.example.com/x }
            token: { type: string, secret: TOKEN }
            mine: { type: string, value: 'http://localhost:9000' }
            sibling: { type: string, value: 'amqp://db:5672' }
      \(far)  api:
          type: web
          image: shop/api
          port: 8000
          public: true
          outputs:
            plain: { type: string, value: x }
      \(outputs)    variables:
            PLAIN: x
      \(variables)environments:
        production: {}
        staging: { variables: { PLAIN: y } }
        preview: { kind: preview, from: staging, ttl: 2d }

      """
    }
  }

  @Test("the marks of a value are the join of its parts'", arguments: 1...120)
  func join(_ seed: Int) throws {
    let chains = Chains(seed: UInt64(seed))
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(chains.text.utf8))
    #expect(compilation.analyses.count == 3)
    for analysis in compilation.analyses {
      for (space, name, marks) in chains.expected {
        let found: Marks?
        if space == "shared" {
          // A shared variable that nobody uses is never resolved.
          guard let value = analysis.symbols.sharedVariable(name)?.resolved, !value.isPoisoned else { continue }
          found = value.value.marks
        } else {
          let service = try #require(analysis.symbols.service(space))
          let output = service.declaredOutputs.first { $0.name == name }?.resolved
          let value = try #require(output ?? service.variable(name)?.resolved)
          #expect(!value.isPoisoned, "\(space).\(name)\n\(chains.text)")
          found = value.value.marks
        }
        #expect(found == marks, "\(space).\(name) in \(analysis.environment.name)\n\(chains.text)")
      }
    }
  }

  /// Each way from a private address to a browser.
  @Test(
    "a private address reaches no browser",
    arguments: [
      ("amqp://$<<rabbit.private_host>>:5672", "$<<rabbit.amqp>>"),
      ("$<<rabbit.private_host>>", "amqp://$<<rabbit.amqp>>:5672"), ("amqp://rabbit:5672", "$<<rabbit.amqp>>"),
      ("$<<rabbit.private_url>>", "$<<shared.MAYBE ?? rabbit.amqp>>"),
      ("$<<rabbit.private_url>>", "$<<rabbit.amqp | base64>>"), ("$<<far.amqp>>", "$<<rabbit.amqp>>"),
      ("$<<shared.ADDRESS>>", "$<<rabbit.amqp>>"), ("$<<rabbit.HELD>>", "$<<rabbit.amqp>>"),
    ])
  func browser(_ output: String, _ value: String) {
    let topology = """
      infracc: 1
      project: shop
      secrets: { MAYBE: optional }
      variables: { ADDRESS: "amqp://$<<rabbit.private_host>>:5672" }
      services:
        far: { type: external, outputs: { amqp: { type: "url<amqp>", value: "amqp://$<<rabbit.private_host>>:5672" } } }
        rabbit:
          type: web
          image: rabbitmq:4
          port: 5672
          health: none
          variables: { HELD: "amqp://$<<self.private_host>>:5672" }
          outputs: { amqp: { type: string, value: '\(output)' } }
        site:
          type: nextjs
          variables: { NEXT_PUBLIC_Q: { value: '\(value.replacing("shared.MAYBE ?? ", with: ""))', type: string } }
      environments: { production: {}, staging: {} }
      """
    let checked = Checked(topology)
    #expect(checked.codes.contains("E0601"), "\(checked.report)")
  }

  @Test("so does no secret", arguments: ["$<<far.token>>", "$<<api.mail>>", "a $<<shared.S>>", "$<<api.HELD>>"])
  func secrets(_ value: String) {
    let topology = """
      infracc: 1
      project: shop
      secrets: { TOKEN: external }
      variables: { S: "$<<shared.TOKEN>>" }
      services:
        far: { type: external, outputs: { token: { type: string, secret: TOKEN } } }
        api:
          type: fastapi
          health: /health
          variables: { HELD: "x $<<far.token>>" }
          outputs: { mail: { type: string, value: "smtp://a:$<<shared.TOKEN>>@mail.example.com" } }
        site: { type: nextjs, variables: { NEXT_PUBLIC_Q: { value: '\(value)', type: string } } }
      """
    let checked = Checked(topology)
    #expect(checked.codes.contains("E0503"), "\(checked.report)")
  }
}
