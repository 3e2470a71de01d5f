import Diagnostics
import IR

/// What the routes of a proxy ask for and the cluster's controller does not do.
enum KubernetesProxyFindings {
  static func all(_ service: Service, _ project: KubernetesProject) -> [EmitFinding] {
    var findings: [EmitFinding] = []
    func add(_ message: String, _ key: ServiceKey, notes: [String] = [], help: [String]) {
      findings.append(
        EmitFinding(
          .cannotExpress, message, span: service.span(of: key), subject: [.name(key.rawValue)], notes: notes, help: help
        ))
    }
    guard service.exposure.isPublic else {
      add(
        "\(KubernetesEmitter.name) runs no proxy of its own, and `\(service.name)` is not public", .type,
        notes: ["routes of a public proxy become those of the cluster's controller"],
        help: ["let clients connect to the services, or deploy a proxy as a service with an `image`"])
      return findings
    }
    if let front = KubernetesFront(service, project), front.strips, case .ingress = project.front {
      add(
        "an Ingress cannot remove the prefix of a route of `\(service.name)`", .routesStrip,
        help: [
          "let the service answer below the prefix, and remove `strip`",
          "or use a Gateway, whose routes can: `options: { kubernetes: { gateway: { name: public } } }`",
        ])
    }
    return findings
  }
}
