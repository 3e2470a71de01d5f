import Diagnostics
import IR
import JSON

/// Options that have no effect, or cannot have the one that is written.
enum KubernetesOptionFindings {
  /// I0914 for options of the environment that nothing in it needs.
  static func unused(_ project: KubernetesProject) -> [EmitFinding] {
    let program = project.program
    let places = program.optionPlaces[KubernetesEmitter.name] ?? [:]
    let isOpen = program.services.contains { !project.hosts(of: $0).isEmpty }
    let images = project.builtImages
    let reasons: [(option: String, isUsed: Bool, reason: String)] = [
      (
        "domain", program.services.contains(where: project.needsDomain),
        "each public service has a domain of its own"
      ),
      ("ingress", isOpen, "no service is public"), ("gateway", isOpen, "no service is public"),
      ("registry", images.contains { $0.owner.build?.push == nil }, "no image is built without a name of its own"),
      ("tag", !images.isEmpty, "no image is built"),
    ]
    return reasons.compactMap { option, isUsed, reason in
      guard let place = places[option], !isUsed else { return nil }
      return EmitFinding(
        .dropped,
        "\(KubernetesEmitter.name) has no use for `options.kubernetes.\(option)` in `\(program.environment.name)`",
        span: place, subject: [.name(option)], notes: [reason])
    }
  }

  /// E0902 for names of the environment's options that nothing in a cluster can have.
  static func names(_ project: KubernetesProject) -> [EmitFinding] {
    let values = project.program.options[KubernetesEmitter.name]
    let places = project.program.optionPlaces[KubernetesEmitter.name] ?? [:]
    var findings: [EmitFinding] = []
    func check(_ option: String, _ path: [String], _ isValid: (String) -> Bool, _ help: String) {
      var value = values?[option]
      for key in path { value = value?[key] }
      guard let text = value.flatMap(KubernetesOptions.text), !isValid(text) else { return }
      let name = ([option] + path).joined(separator: ".")
      findings.append(
        EmitFinding(
          .cannotExpress, "`\(text)` is no value for `options.kubernetes.\(name)`", span: places[option],
          subject: [.name(name)], help: [help]))
    }
    let ofObject = "write small letters, digits, `-` and `.`, as Kubernetes has it in names"
    for option in ["pull_secret", "storage_class", "domain"] {
      check(option, [], KubernetesNames.isObjectName, ofObject)
    }
    for path in [["class"], ["issuer"], ["namespace"]] {
      check("ingress", path, KubernetesNames.isObjectName, ofObject)
    }
    for path in [["name"], ["namespace"], ["section"]] {
      check("gateway", path, KubernetesNames.isObjectName, ofObject)
    }
    check("secrets", ["store"], KubernetesNames.isObjectName, ofObject)
    check(
      "secrets", ["kind"], { ["SecretStore", "ClusterSecretStore"].contains($0) },
      "write `SecretStore` or `ClusterSecretStore`")
    check(
      "tag", [], KubernetesNames.isTag,
      "write at most 128 letters, digits, `_`, `.` and `-`; `deploy.sh TAG` sets another one without a build")
    check(
      "registry", [], KubernetesNames.isRegistry,
      "write a host and a path in small letters: `registry.example.com/team`")
    return findings
  }

  static func all(_ service: Service, _ project: KubernetesProject) -> [EmitFinding] {
    let options = project.options
    var findings: [EmitFinding] = []
    func add(_ name: String, _ message: String, _ help: String) {
      findings.append(
        EmitFinding(.cannotExpress, message, span: service.span, subject: [.name(name)], help: [help]))
    }
    if options.option(service, "user") != nil, options.account(of: service) == nil {
      add(
        "user", "`options.kubernetes.user` of `\(service.name)` is the number of no user",
        "write a number, not that of root: `user: 1000`, or `user: \"1000:1000\"` with a group")
    }
    if let liveness = options.liveness(of: service), !["tcp", "none"].contains(liveness), !liveness.hasPrefix("/") {
      add(
        "liveness", "a path starts with `/`: `\(liveness)` of `\(service.name)`",
        "write `liveness: /\(liveness)`, or `tcp` or `none`")
    }
    for (name, reason) in useless(service, project) {
      add(name, "`\(name)` has no effect on `\(service.name)`, \(reason)", "remove `options.kubernetes.\(name)`")
    }
    if let drain = options.option(service, "drain"),
      KubernetesOptions.text(drain).flatMap(KubernetesOptions.duration) == nil
    {
      add(
        "drain", "`options.kubernetes.drain` of `\(service.name)` is no duration", "write seconds, such as `drain: 10s`"
      )
    }
    if let path = options.writable(service).first(where: { !$0.hasPrefix("/") }) {
      add("writable", "`\(path)` of `\(service.name)` is no path in a container", "write it from the root: `/\(path)`")
    }
    return findings
  }

  /// Options that are written and change nothing, each with the reason.
  private static func useless(_ service: Service, _ project: KubernetesProject) -> [(option: String, reason: String)] {
    let options = project.options
    let written = options.written(service)
    let ofPods = ["user", "read_only", "writable", "liveness", "drain", "service_account", "egress"]
    if service.isProxy || project.operated(service) != nil {
      let reason = service.isProxy ? "whose routes the controller serves" : "which an operator runs"
      return ofPods.filter(written.contains).map { ($0, reason) }
    }
    var found: [(option: String, reason: String)] = []
    func add(_ option: String, _ reason: String?) {
      if written.contains(option), let reason { found.append((option, reason)) }
    }
    let isReadOnly =
      options.isReadOnly(service) ?? (project.recipe(of: service) != nil || service.store?.container.scratch != nil)
    add("writable", isReadOnly ? nil : "whose whole file system is writable")
    add("liveness", uselessness(ofLiveness: options.liveness(of: service), service))
    add("drain", service.isStore || !project.hasService(service) ? "to which no proxy sends requests" : nil)
    add("egress", service.isStore ? "which connects to nothing" : nil)
    let keeps = service.store?.keepsData == true || service.store?.backup != nil || !service.volumes.isEmpty
    add("storage_class", keeps ? nil : "which has no volume")
    return found
  }

  private static func uselessness(ofLiveness liveness: String?, _ service: Service) -> String? {
    if service.store != nil { return "whose server is asked by its socket" }
    if service.isOneShot { return "which runs to its end" }
    if service.port == nil { return "which has no port" }
    guard liveness == "none" else { return nil }
    if case .http? = service.health?.check { return nil }
    return "which is started again only when it ends"
  }
}
