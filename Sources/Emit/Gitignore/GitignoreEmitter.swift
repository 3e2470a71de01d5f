package import IR

/// Writes the `.gitignore` of the output folder: the files that lie beside the generated ones and must not be committed.
///
/// Layout `repo` has none: there the file would be the repository's own. Neither has an output folder that is the
/// topology's folder.
package enum GitignoreEmitter: Emitter {
  package static let name = "gitignore"
  package static let summary = "the names of the files beside the generated ones that git must not take"
  package static let files = [".gitignore"]
  package static let scope = EmitterScope.project
  package static let role = EmitterRole.supporting
  package static let capabilities = Capabilities()
  package static let options: [EmitterOption] = []

  package static func emit(_ request: EmitRequest) -> Emission {
    let layout = request.layout
    let isRepository = OutputLayout.join(layout.outputFolder, ".") == OutputLayout.join(layout.topologyFolder, ".")
    guard !request.isForFindings, layout.style == .tree, !isRepository else { return Emission() }
    let ignored = patterns(request)
    guard !ignored.isEmpty else { return Emission() }
    let header = layout.header(.hash, for: "all environments")
    let file = EmittedFile(path: ".gitignore", header: header) { writer in
      for pattern in ignored {
        CommentSyntax.hash.write(pattern.reason, to: &writer)
        writer.write(pattern.name)
        writer.write("\n")
      }
    }
    return Emission(files: [file])
  }

  /// Each once, in the order of the targets and of what they name.
  private static func patterns(_ request: EmitRequest) -> [UncommittedFile] {
    var known: Set<String> = []
    var found: [UncommittedFile] = []
    for program in request.programs {
      var own = EmitRequest(programs: [program], layout: request.layout, targets: program.targets)
      own.wantsFindings = false
      for emitter in Emitters.all where (program.targets + program.companions).contains(emitter.name) {
        for file in emitter.uncommittedFiles(own) where known.insert(file.name).inserted { found.append(file) }
      }
    }
    return found
  }
}
