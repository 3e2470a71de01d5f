package import Diagnostics
package import Files
import Import
import Probes

/// A topology made of compose files, checked before it is handed out: a variable that does not pass is left to the operator.
package struct ForeignMigration {
  /// What is to be said about a place of a file.
  package struct Remark: Hashable, Sendable {
    package let place: String
    package let text: String
  }

  /// Nil: there is no compose file that can be read.
  package private(set) var topology: String?
  package private(set) var remarks: [Remark] = []
  /// The files that it was made of.
  package private(set) var sources: [String] = []
  /// What is still wrong with the topology.
  package private(set) var errors: [Diagnostic] = []

  /// - Parameters:
  ///   - path: a compose file, or a directory.
  ///   - access: the repository.
  ///   - prefix: what is before paths in remarks.
  ///   - name: of the project.
  package init(_ path: String, in access: FileAccess, prefix: String, name: String) {
    let repository = RepositoryReader(access, sources: SourceSet(), prefix: prefix)
    let bag = DiagnosticBag()
    let loader = ComposeLoader(repository, into: bag)
    var stack = repository.hasFile(path) ? try? Stack([path], loader) : nil
    if stack == nil, !repository.hasFile(path) {
      let finder = StackFinder(below: path, repository, loader, into: bag)
      let all = finder.stacks.filter { $0.dialect == .compose }
      stack = all.first { $0.files.count == 1 } ?? all.first
      for other in all where other.files != stack?.files {
        let files = other.files.map { prefix + $0 }.joined(separator: " with ")
        remarks.append(Remark(place: files, text: "is not read: name it to make a topology of it"))
      }
    }
    guard let stack else { return }
    sources = stack.files.map { prefix + $0 }
    var external: [String: Set<String>] = [:]
    var migration = StackMigration(stack, project: name, repository)
    // What one round leaves to operators, a second one need not find again.
    for _ in 0..<2 {
      errors = Self.errors(of: migration.topology)
      let variables = errors.compactMap { Self.variable($0.path) }
      if variables.isEmpty { break }
      for (service, variable) in variables { external[service, default: []].insert(variable) }
      migration = StackMigration(stack, project: name, external: external, repository)
    }
    errors = Self.errors(of: migration.topology)
    topology = Self.formatted(migration.topology)
    remarks += migration.remarks.map { remark in
      let file = repository.sources[remark.span.file]
      let line = 1 + file.bytes.prefix(Int(remark.span.start)).count { $0 == 0x0A }
      return Remark(place: "\(file.path):\(line)", text: remark.text)
    }
  }

  private static func formatted(_ topology: String) -> String {
    guard case .formatted(let bytes) = TopologyFormatter.format(path: "topology.yaml", bytes: Array(topology.utf8))
    else {
      return topology
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func errors(of topology: String) -> [Diagnostic] {
    var options = CompileOptions()
    options.requiresImages = true
    let run = Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8), options: options)
    return run.diagnostics.filter { $0.severity == .error }
  }

  /// Service and variable of a path such as `services.api.variables.DATABASE_URL`.
  private static func variable(_ path: String) -> (String, String)? {
    let parts = path.split(separator: ".").map(String.init)
    guard parts.count >= 4, parts[0] == "services", parts[2] == "variables" else { return nil }
    return (parts[1], parts[3])
  }
}
