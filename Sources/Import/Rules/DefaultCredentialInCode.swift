package import Diagnostics
import Probes
import Resolution

/// W1020 for the code of a stack: a setting that the stack does not set falls back to an address with a password, or to a
/// secret, in the code.
package enum DefaultCredentialInCode: StackRule {
  package static var kind: DiagnosticKind { .credentialDefault }

  package static func run(in context: StackContext) {
    var order: [CodeSurvey.Default] = []
    var services: [Span: [StackService]] = [:]
    for service in context.stack.services where context.stack.statesEnvironment(of: service) {
      guard let survey = context.survey(of: service) else { continue }
      for setting in defaults(survey, of: service, context) {
        if services[setting.place] == nil { order.append(setting) }
        services[setting.place, default: []].append(service)
      }
    }
    // Several services may run one code.
    for setting in order {
      guard let users = services[setting.place], let service = users.first else { continue }
      context.report(
        kind, at: setting.place,
        "`\(setting.name)` of \(Words.enumeration(users.map(\.name))) is set nowhere, and falls back to a password in "
          + "the code"
      ) {
        $0.masked = [setting.place]
        $0.secondary = users.prefix(3).map { .init($0.nameSpan, "its environment has no `\(setting.name)`") }
        $0.notes = ["anyone with access to the code can read it"]
        $0.remedies = [.setVariable(setting.name, service: service.name)]
      }
    }
  }

  /// The settings of a service that nothing sets, and whose default holds a secret.
  static func defaults(
    _ survey: CodeSurvey, of service: StackService, _ context: StackContext
  ) -> [CodeSurvey.Default] {
    let given = Set(service.environment.map(\.name))
    // What comes by an env file, its template names.
    let byFile = context.namesInTemplates(beside: service.envFiles)
    return survey.defaults.filter { setting in
      !given.contains(setting.name) && !byFile.contains(setting.name)
        && SecretRecognizer.matches(in: setting.text).contains { $0.ground == .password && !$0.isLocal }
    }
  }
}

extension StackContext {
  /// What the code of a service says: of the code that it is built from, or, for a finished image, of the service of that
  /// name that another stack of the repository builds.
  func survey(of service: StackService) -> CodeSurvey? {
    topology.surveys[service.name] ?? (service.image == nil ? nil : siblings[service.name])
  }
}
