import IR

/// The env files of an environment, and the names that its targets read from them.
package struct EnvFileNeeds: Sendable {
  /// One file that a person fills in.
  package struct File: Sendable {
    package let base: EmittedFile.Base
    /// Relative to `base`.
    package let path: String
    /// The targets that read it.
    package let readers: [String]
  }

  package let files: [File]
  /// Names that have a line in the examples.
  private let names: Set<String>
  /// How names begin that the targets' own programs read.
  private let prefixes: [String]

  /// - Parameter request: of one environment; `targets` are all that it lists.
  package init(_ request: EmitRequest) {
    let readers = Emitters.all.filter { request.targets.contains($0.name) && $0.readsVariables(request) }
    let environment = request.program.environment.name
    switch request.layout.style {
    case .tree:
      files = readers.map {
        File(base: .output, path: OutputLayout.path(environment, $0.name, ".env"), readers: [$0.name])
      }
    case .repo:
      files =
        readers.isEmpty ? [] : [File(base: .repository, path: ".env.\(environment)", readers: readers.map { $0.name })]
    }
    var names: Set<String> = []
    for reader in readers {
      var example = EnvExample(request.program, isStrict: false)
      reader.addVariables(request, to: &example)
      names.formUnion(example.names)
    }
    self.names = names
    prefixes = readers.flatMap { $0.environmentPrefixes }
  }

  /// Whether something reads a name.
  package func knows(_ name: String) -> Bool { names.contains(name) || prefixes.contains(where: name.hasPrefix) }
}
