import Compiler
import Emit
import IR
import TestSupport

/// What the compiler makes of real topologies, for the real programs to read: the examples, and small ones with
/// everything in them that has broken somebody's tools.
enum CompiledTopologies {
  /// The programs of one topology, in order of its environments.
  struct Case: Sendable {
    let name: String
    let programs: [Program]
    let targets: [String]

    func program(_ environment: String) -> Program? { programs.first { $0.environment.name == environment } }

    /// Those that are deployed under their own names.
    var standard: [Program] { programs.filter { $0.environment.kind == .standard } }
  }

  static let gayed = compiled("gayed-signals", "examples/gayed-signals/topology.yaml")
  static let tradesense = compiled("tradesense", "examples/tradesense/topology.yaml")
  static let oddNames = compiled("odd-names", "Tests/Fixtures/emit/odd-names/topology.yaml")
  static let localTools = compiled("local-tools", "Tests/Fixtures/emit/local-tools/topology.yaml")
  static let pooler = compiled("pooler", "Tests/Fixtures/emit/pooler/topology.yaml")
  static let repoLayout = compiled("repo-layout", "Tests/Fixtures/emit/repo-layout/topology.yaml")

  static let databases = compiled("databases", "Tests/Fixtures/emit/databases/topology.yaml")
  static let flavors = compiled("flavors", "Tests/Fixtures/emit/flavors/topology.yaml")
  static let mysql = ["mongodb", "mysql", "mysql-databases"].map {
    compiled($0, "Tests/Fixtures/emit/\($0)/topology.yaml")
  }
  static let proxy = compiled("proxy", "Tests/Fixtures/emit/proxy/topology.yaml")
  static let rawProxy = compiled("raw-proxy", "Tests/Fixtures/emit/raw-proxy/topology.yaml")

  /// For what is particular to Railway.
  static let railway =
    ["files", "python", "scoped", "settings"].map {
      compiled("railway-\($0)", "Tests/Fixtures/emit/railway-\($0)/topology.yaml")
    } + [railwayPooler, railwayVolumes]
  static let railwayVolumes = compiled("railway-volumes", "Tests/Fixtures/emit/railway-volumes/topology.yaml")
  static let railwayPooler = compiled("railway-pooler", "Tests/Fixtures/emit/railway-pooler/topology.yaml")

  static let toolchains = compiled("toolchains", "Tests/Fixtures/emit/toolchains/topology.yaml")

  static let examples = Repository.examples.map { compiled($0, "examples/\($0)/topology.yaml") }

  static let all =
    examples + [oddNames, localTools, pooler, repoLayout, databases, flavors, proxy, toolchains] + mysql

  /// Those that a target is written for, with the environments that list it.
  static func listing(_ target: String) -> [Case] {
    (all + railway).filter { $0.targets.contains(target) }.map { topology in
      Case(
        name: topology.name, programs: topology.programs.filter { $0.targets.contains(target) },
        targets: topology.targets)
    }
  }

  /// A topology that does not compile gives no programs, and the tests that need some say so.
  private static func compiled(_ name: String, _ path: String) -> Case {
    let bytes = Array(((try? Repository.text(path)) ?? "").utf8)
    let compilation = Compilation.run(path: path, bytes: bytes)
    let programs = compilation.hasErrors ? [] : compilation.programs
    return Case(name: name, programs: programs, targets: compilation.targets)
  }
}
