import Diagnostics
import IR

/// E0913: names that Kubernetes does not take, and namespaces that two environments have.
enum KubernetesNamespaceFindings {
  /// - Parameter programs: those that the target is written for.
  static func all(_ programs: [(position: Int, program: Program)]) -> [EmitFinding] {
    var findings: [EmitFinding] = []
    var owners: [String: (environment: String, isWritten: Bool)] = [:]
    for (position, program) in programs {
      let written = KubernetesOptions(program).namespace
      let name = written ?? KubernetesNames.namespace(program)
      let option = program.optionPlaces[KubernetesEmitter.name]?["namespace"]
      let place = option ?? program.targetPlaces[KubernetesEmitter.name]
      func add(_ message: String, help: [String]) {
        findings.append(
          EmitFinding(
            .namespace, message, program: position, span: place, subject: [.name(name)], help: help))
      }
      let other = "name another one in the environment: `options: { kubernetes: { namespace: shop } }`"
      if let problem = problem(name) {
        add(problem, help: [other])
      } else if let owner = owners[name] {
        let environment = program.environment.name
        add(
          owner.isWritten && written != nil
            ? "\(owner.environment) and \(environment) are both the namespace `\(name)`: each would overwrite the other"
            : "`\(owner.environment)` and `\(environment)` are both the namespace `\(name)`", help: [other])
      }
      if owners[name] == nil { owners[name] = (program.environment.name, written != nil) }
      findings += hosts(program, position)
    }
    return findings
  }

  private static func problem(_ name: String) -> String? {
    if !KubernetesNames.hasLabelForm(name) {
      return "`\(name)` is no namespace: small letters, digits and `-`"
    }
    if name.utf8.count > KubernetesNames.most {
      return "the namespace `\(name)` has \(name.utf8.count) characters, \(KubernetesNames.most) are allowed"
    }
    return name.hasPrefix("kube-") ? "the namespace `\(name)` belongs to the cluster" : nil
  }

  /// Host names below the option `domain`.
  private static func hosts(_ program: Program, _ position: Int) -> [EmitFinding] {
    let project = KubernetesProject(program, layout: OutputLayout())
    guard project.domain != nil else { return [] }
    return program.services.filter(project.needsDomain).compactMap { service in
      let label = project.platformLabel(service)
      guard label.utf8.count > KubernetesNames.most else { return nil }
      return EmitFinding(
        .namespace,
        "the first label of a host name, `\(label)`, has \(label.utf8.count) characters, \(KubernetesNames.most) are allowed",
        program: position, span: program.optionPlaces[KubernetesEmitter.name]?["domain"], subject: [.name(label)],
        help: ["give `\(service.name)` a domain of its own: `public: \(service.dns).example.com`"])
    }
  }
}
