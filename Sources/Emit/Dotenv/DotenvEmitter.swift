package import IR

/// Examples of env files: what the compose file fills in, what the processes of a Procfile need, and a reference of
/// every variable. None holds a secret.
package enum DotenvEmitter: Emitter {
  package static let name = "dotenv"
  package static let summary = "examples of the env files that the other targets read, and a reference of all variables"
  package static let files = [
    "<environment>/<target>/.env.example", "<environment>/dotenv/.env.example",
  ]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.supporting
  package static let capabilities = Capabilities()
  package static let options: [EmitterOption] = []

  package static func emit(_ request: EmitRequest) -> Emission {
    let program = request.program
    // What everybody reads alike needs no file to be known as writable.
    let mayFind = request.wantsFindings && !program.services.allSatisfy(\.hasPlainValues)
    if request.isForFindings, !mayFind { return Emission() }
    var emission = Emission()
    func add(
      _ base: EmittedFile.Base, _ path: String, isStrict: Bool = true,
      _ fill: @escaping @Sendable (inout EnvExample) -> Void
    ) {
      if isStrict, mayFind {
        var dry = EnvExample(program, isForFindings: true)
        fill(&dry)
        emission.findings += dry.findings(in: OutputLayout.components(path).last ?? path)
      }
      if request.isForFindings { return }
      let header = request.layout.header(.hash, for: program.environment.name)
      emission.files.append(
        EmittedFile(base: base, path: path, header: header) { writer in
          var example = EnvExample(program, isStrict: isStrict)
          fill(&example)
          example.document.write(to: &writer)
        })
    }
    let environment = program.environment.name
    let readers = Emitters.all.filter { request.targets.contains($0.name) }
    switch request.layout.style {
    case .tree:
      for target in readers where target.readsVariables(request) {
        add(.output, OutputLayout.path(environment, target.name, ".env.example")) {
          target.addVariables(request, to: &$0)
        }
      }
      // A reference only says in the file what cannot be written.
      add(.output, OutputLayout.path(environment, name, ".env.example"), isStrict: false) { $0.addReference() }
    case .repo:
      add(.repository, ".env.\(environment).example") { example in
        for target in readers where target.readsVariables(request) { target.addVariables(request, to: &example) }
        // The reference has no findings.
        if example.document.isEmpty, !example.isForFindings { example.addReference() }
      }
    }
    return emission
  }
}
