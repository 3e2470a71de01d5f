package import Diagnostics
import Probes

/// W1012 for a compose file: an argument that no stage of the Dockerfile declares.
package enum ArgumentNotDeclared: StackRule {
  package static var kind: DiagnosticKind { .buildArgumentNotDeclared }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      guard let build = service.build, let (file, content) = context.dockerfile(of: service), content.stageCount > 0
      else { continue }
      var inStages: Set<String> = []
      var inFront: [String: Range<Int>] = [:]
      for instruction in content.instructions where instruction.keyword == "ARG" {
        for name in DockerfileText.assignments(of: instruction).map(\.name) {
          if instruction.stage > 0 { inStages.insert(name) } else { inFront[name] = instruction.place }
        }
      }
      for argument in build.arguments
      where !inStages.contains(argument.name) && !BuildArgumentNotDeclared.predefined.contains(argument.name)
        && !argument.name.hasPrefix("BUILDKIT_") && !isUsed(argument.name, inFront[argument.name], content)
      {
        let front = inFront[argument.name]
        let place = front ?? content.instructions.last { $0.keyword == "FROM" }?.place
        context.report(
          kind, at: argument.nameSpan,
          front == nil
            ? "the Dockerfile has no `ARG \(argument.name)`" : "no stage of the Dockerfile sees `\(argument.name)`"
        ) {
          if let place {
            $0.secondary = [
              .init(
                context.repository.span(place, in: file),
                front == nil ? "no stage declares it" : "only `FROM` lines see what is before the first one")
            ]
          }
          $0.notes = ["a build ignores values that it does not declare"]
          $0.help = ["write `ARG \(argument.name)` in the stage that builds, below its `FROM`, or remove it here"]
        }
      }
    }
  }

  /// An argument before the first stage is there for the lines that name bases.
  private static func isUsed(_ name: String, _ front: Range<Int>?, _ content: DockerfileText) -> Bool {
    front != nil && content.instructions.contains { $0.keyword == "FROM" && $0.text.firstRange(of: name) != nil }
  }
}
