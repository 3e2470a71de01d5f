package import Diagnostics
import Engines
package import Model
package import Probes
import Resolution
import Syntax

/// A stack of compose files as a topology in memory, every node at the place that it comes from. Nothing is repaired: a
/// name that is wrong in the file is wrong here.
package struct FaithfulTopology {
  package private(set) var root: ConfigNode
  /// Services with code of the repository, and what the code says.
  package private(set) var surveys: [String: CodeSurvey] = [:]
  /// What the images of services have that are built here, where that is certain.
  package private(set) var contents: [String: ImageContents] = [:]
  /// The Dockerfiles of services that are built here.
  package private(set) var dockerfiles: [String: (file: RepositoryReader.File, content: DockerfileText)] = [:]
  /// The addresses in variables of services: by service and name of the variable.
  package private(set) var endpoints: [String: [String: Endpoint]] = [:]
  /// The variables of the operator's environment that give a secret, with every variable that takes its value.
  package private(set) var secretUses: [String: [SecretUse]] = [:]

  package struct SecretUse {
    package let service: String
    package let variable: String
    package let nameSpan: Span
  }

  /// - Parameters:
  ///   - repository: reads the files.
  ///   - readsCode: whether the code is looked at.
  package init(_ stack: Stack, _ repository: RepositoryReader, readsCode: Bool = true) {
    root = stack.root
    let top = stack.root.span
    var services: [(String, Span, ConfigNode)] = []
    for service in stack.services {
      var draft = ServiceNode(service, stack, repository, readsCode: readsCode)
      let node = draft.make()
      services.append((service.name, service.nameSpan, node))
      surveys[service.name] = draft.survey
      if let dockerfile = service.dockerfile(in: stack, repository) {
        dockerfiles[service.name] = dockerfile
        if service.build?.target == nil {
          contents[service.name] = ImageContents(dockerfile.content, dockerfile.file, in: repository)
        }
      }
      endpoints[service.name] = draft.endpoints
      for use in draft.secrets {
        secretUses[use.hole, default: []].append(
          SecretUse(service: service.name, variable: use.variable, nameSpan: use.nameSpan))
      }
    }
    let secrets = secretUses.keys.sorted().map { name in
      (name, secretUses[name]?.first?.nameSpan ?? top, MadeNode.plain("external", at: top))
    }
    root = MadeNode.mapping(
      [
        ("infracc", top, MadeNode.plain("1", at: top)), ("project", top, MadeNode.text("stack", at: top)),
        ("targets", top, MadeNode.list([MadeNode.plain("compose", at: top)], at: top)),
        ("secrets", top, MadeNode.mapping(secrets, at: top)), ("services", top, MadeNode.mapping(services, at: top)),
      ], at: top)
  }
}

extension FaithfulTopology {
  /// The port that a service listens on, as far as its files say: of its command, of its Dockerfile, of compose.
  func port(of service: StackService) -> Int? {
    if let port = service.ports.first(where: { !$0.isUDP })?.container { return port }
    guard let content = dockerfiles[service.name]?.content else { return nil }
    let exposed = content.instructions.last { $0.keyword == "EXPOSE" && $0.stage == content.stageCount }
    return exposed.flatMap { Int($0.text.prefix { $0.isNumber }) }
  }
}
