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
    /// What the file has before anything is filled in: every name that its readers read.
    package let example: String
    /// A value with quotes that all of them understand; nil where there are none.
    package let quoted: @Sendable (String) -> String?
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
    var names: Set<String> = []
    func file(_ base: EmittedFile.Base, _ path: String, _ readers: [any Emitter.Type]) -> File {
      var example = EnvExample(request.program, isStrict: false)
      for reader in readers { reader.addVariables(request, to: &example) }
      names.formUnion(example.names)
      return File(base: base, path: path, readers: readers.map { $0.name }, example: example.document.text) { value in
        DotenvDocument.quoted(value) ?? (readers.count == 1 ? readers[0].envFileText(of: value) : nil)
      }
    }
    switch request.layout.style {
    case .tree:
      files = readers.map { file(.output, OutputLayout.path(environment, $0.name, ".env"), [$0]) }
    case .repo: files = readers.isEmpty ? [] : [file(.repository, ".env.\(environment)", readers)]
    }
    self.names = names
    prefixes = readers.flatMap { $0.environmentPrefixes }
  }

  /// Whether something reads a name.
  package func knows(_ name: String) -> Bool { names.contains(name) || prefixes.contains(where: name.hasPrefix) }
}
