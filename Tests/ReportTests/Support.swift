import Compiler
import Diagnostics
import Emit
import IR
import Report
import TestSupport
import Testing

/// The programs of a topology, which has no errors.
func programs(_ topology: String) throws -> [Program] {
  let compilation = Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8))
  let errors = compilation.diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" }
  try #require(errors == [])
  return compilation.programs
}

/// The programs of an example, by the name of their environment.
func example(_ name: String) throws -> [String: Program] {
  let all = try programs(try Repository.text("examples/\(name)/topology.yaml"))
  return Dictionary(uniqueKeysWithValues: all.map { ($0.environment.name, $0) })
}
