import Diagnostics
import IR

/// `README.md`: what the cluster must have, and every step from the images to the end of the environment.
struct KubernetesReadme {
  let manifests: KubernetesManifests
  let project: KubernetesProject

  static let name = "README.md"

  init(_ manifests: KubernetesManifests) {
    self.manifests = manifests
    project = manifests.project
  }

  var program: Program { project.program }

  /// The beginning of commands.
  var kubectl: String { "kubectl -n \(project.namespace)" }

  func write(to writer: inout TextWriter) {
    var page = MarkdownDocument()
    page.heading(
      "\(MarkdownDocument.text(program.project)) on Kubernetes, \(MarkdownDocument.text(program.environment.name))",
      level: 1)
    addCluster(to: &page)
    addAddresses(to: &page)
    addImages(to: &page)
    addFirstTime(to: &page)
    addVersions(to: &page)
    addControllers(to: &page)
    addBackups(to: &page)
    addChanges(to: &page)
    addTrial(to: &page)
    addRemoval(to: &page)
    page.write(to: &writer)
  }

  static func code(_ text: String) -> String { MarkdownDocument.code(text) }

  /// `` `a`, `b` and `c` ``.
  static func list(_ names: [String]) -> String { Words.enumeration(names) }

  // MARK: The cluster

  private func addCluster(to page: inout MarkdownDocument) {
    let versions = KubernetesVersion.supported.map { "\($0.minor) (released \($0.first), maintained until \($0.last))" }
    page.paragraph(
      "Everything is in the namespace \(Self.code(project.namespace)). The manifests are valid for Kubernetes "
        + versions.dropLast().joined(separator: ", ") + " and \(versions[versions.count - 1]).")
    page.heading("What the cluster must have")
    page.list(needs)
    page.paragraph(capacity)
  }

  private var needs: [String] {
    var needs = storage + [front].compactMap(\.self)
    let scaled = project.code.filter(KubernetesServices.isScaled)
    if !scaled.isEmpty {
      needs.append("metrics-server: " + scaled.map(Self.scaling).joined(separator: ", "))
    }
    needs.append(
      "a network plugin that enforces NetworkPolicy; others ignore `\(KubernetesPhase.data.rawValue)/network.yaml` "
        + "without a message")
    if let store = project.options.secretStore, !manifests.supplies.secrets.isEmpty {
      needs.append("External Secrets, with the \(Self.code(store.kind)) \(Self.code(store.name))")
    }
    for store in project.stores.compactMap(project.operated) {
      for need in store.needs where !needs.contains(need) { needs.append(need) }
    }
    if let secret = project.options.pullSecret {
      needs.append("the Secret \(Self.code(secret)) in the namespace, with which images are pulled")
    }
    var accounts: [String] = []
    for account in program.services.compactMap(project.options.serviceAccount) where !accounts.contains(account) {
      accounts.append(account)
    }
    if !accounts.isEmpty {
      needs.append("the ServiceAccount\(accounts.count == 1 ? "" : "s") \(Self.list(accounts)) in the namespace")
    }
    return needs
  }

  private static func scaling(_ service: Service) -> String {
    guard let scale = service.scale.autoscale else { return "" }
    let goals = [
      scale.cpuPercent.map { "\($0)% of \(Quantities.cpu(milli: service.resources.cpuMilli))" },
      scale.memoryPercent.map { "\($0)% of \(Quantities.size(service.resources.memoryBytes))" },
    ]
    return "\(code(service.name)) has \(scale.min) to \(scale.max) replicas, at "
      + goals.compactMap(\.self).joined(separator: " and ")
  }

  /// The classes of volumes.
  private var storage: [String] {
    let claims = manifests.inventory.claims
    guard !claims.isEmpty else { return [] }
    var needs: [String] = []
    if claims.contains(where: { $0.storageClass == nil }) { needs.append("a default StorageClass") }
    var named: [String] = []
    for name in claims.compactMap(\.storageClass) where !named.contains(name) { named.append(name) }
    if !named.isEmpty { needs.append("the StorageClass\(named.count == 1 ? "" : "es") \(Self.list(named))") }
    let shared = claims.filter(\.isShared).map(\.name)
    if !shared.isEmpty {
      needs.append(
        "a StorageClass with ReadWriteMany, for the volume\(shared.count == 1 ? "" : "s") \(Self.list(shared))")
    }
    return needs
  }

  /// What leads requests to public services; nil: there are none.
  private var front: String? {
    let fronts = program.services.compactMap { KubernetesFront($0, project) }
    guard !fronts.isEmpty else { return nil }
    switch project.front {
    case .gateway(let gateway):
      let place = gateway.namespace.map { " in the namespace \(Self.code($0))" } ?? ""
      return "the Gateway \(Self.code(gateway.name))\(place), with certificates for the addresses below"
    case .ingress(let ingress):
      let kind = ingress.className.map { "of the class \(Self.code($0))" } ?? "with a default class"
      let secrets = fronts.map(\.secret)
      let isOne = secrets.count == 1
      let origin =
        ingress.issuer.map { "cert-manager, whose ClusterIssuer \(Self.code($0)) makes" }
        ?? "the TLS Secret\(isOne ? "" : "s")"
      let rest = ingress.issuer == nil ? ", which nothing here makes" : ""
      return "an ingress controller \(kind), and \(origin) \(Self.list(secrets))\(rest)"
    }
  }

  /// What the pods request together.
  private var capacity: String {
    let least = total { KubernetesServices.isScaled($0) ? $0.scale.autoscale?.min ?? 1 : project.mostReplicas($0) }
    let most = total { project.mostReplicas($0) }
    func text(_ total: (cpu: Int, memory: Int)) -> String {
      "\(Quantities.cpu(milli: total.cpu)) and \(Quantities.size(total.memory))"
    }
    let scaled = least == most ? "" : ", or \(text(most)) with all replicas that autoscalers may add"
    return "Pods that run all the time request \(text(least)) together\(scaled). Scheduled runs, Jobs and one more pod "
      + "during a rollout come on top."
  }

  private func total(_ replicas: (Service) -> Int) -> (cpu: Int, memory: Int) {
    var total = (cpu: 0, memory: 0)
    for service in program.services where service.isStore || project.isDeployment(service) {
      let count = service.isStore ? 1 : replicas(service)
      let resources = service.resources
      total.cpu += count * (resources.reserveCPUMilli ?? resources.cpuMilli)
      total.memory += count * (resources.reserveMemoryBytes ?? resources.memoryBytes)
      if let pooler = KubernetesPooler(service, project) {
        total.cpu += pooler.requests.cpu
        total.memory += pooler.requests.memory
      }
    }
    return total
  }

  private func addAddresses(to page: inout MarkdownDocument) {
    page.heading("Addresses")
    let rows = program.services.compactMap { service -> [String]? in
      let hosts = project.hosts(of: service)
      guard !hosts.isEmpty else { return nil }
      return [hosts.map { "https://" + MarkdownDocument.text($0) }.joined(separator: ", "), Self.code(service.name)]
    }
    guard !rows.isEmpty else {
      return page.paragraph("Nothing in this environment is reached from outside the cluster.")
    }
    page.table(["address", "service"], rows)
    page.paragraph("The DNS records of these names lead to the controller; nothing here makes them.")
    guard case .ingress(let ingress) = project.front, ingress.issuer == nil else { return }
    page.paragraph(
      "Certificates come from you, or from cert-manager with the option `ingress: { issuer: … }`. Once the namespace is "
        + "there:")
    page.block(
      program.services.compactMap { KubernetesFront($0, project) }.map { front in
        "\(kubectl) create secret tls \(front.secret) --cert=CERTIFICATE --key=KEY"
      })
  }

  // MARK: Images

  private func addImages(to page: inout MarkdownDocument) {
    let images = project.builtImages
    guard !images.isEmpty else { return }
    page.heading("Images")
    let isRegistry = project.options.registry != nil || images.allSatisfy { $0.owner.build?.push != nil }
    let built = images.filter { $0.owner.build?.builder == .dockerfile }
    let tag = KubernetesDeployScript.exampleTag
    if !built.isEmpty {
      page.paragraph(
        "Run these in the directory of \(Self.code(project.layout.topologyFile)). Where the nodes have another processor "
          + "than your machine, add `--platform linux/amd64` or what they have.")
      page.block(
        built.flatMap { image -> [String] in
          let build = ShellText.line(command(image.owner, image.stage, tag: tag), indent: 2)
          let push = "docker push \(ShellText.quoted(project.builtImage(image.owner, stage: image.stage) + ":" + tag))"
          return [build] + (isRegistry ? [push] : [])
        })
    }
    if !isRegistry {
      page.paragraph(
        "Without the option `registry` the images have names that no registry serves: load them into each node, as "
          + "below for a machine of your own.")
    }
    let given = built.flatMap { names($0.owner) }
    if !given.isEmpty {
      page.paragraph("Set \(Self.list(given)) in the environment of your shell before.")
    }
    for image in images where image.owner.build?.builder == .railpack {
      let name = project.builtImage(image.owner, stage: image.stage)
      page.paragraph(
        "\(Self.code(image.owner.name)) is built by Railpack, for which there is no command here: build it with Railpack "
          + "and push it as \(Self.code(name)).")
    }
    let bound = images.filter { KubernetesProject.isBound($0.owner) }.map {
      project.builtImage($0.owner, stage: $0.stage)
    }
    if !bound.isEmpty {
      let isOne = bound.count == 1
      page.paragraph(
        "The image\(isOne ? "" : "s") \(Self.list(bound)) \(isOne ? "is" : "are") good for this environment only, because "
          + "values of it are compiled in. Build \(isOne ? "it" : "them") again for each other environment.")
    }
  }

  /// The words of the command that builds an image.
  private func command(_ owner: Service, _ stage: String?, tag: String) -> [String] {
    guard let image = project.build(of: owner, stage: stage) else { return [] }
    var words = ["docker build", "-f \(ShellText.quoted(image.dockerfile))"]
    if let stage = image.stage { words.append("--target \(ShellText.quoted(stage))") }
    for argument in image.arguments {
      // Without a value docker takes that of the environment.
      words.append("--build-arg \(ShellText.quoted(argument.name + (argument.value.map { "=" + $0 } ?? "")))")
    }
    for name in image.secrets { words.append("--secret id=\(name),env=\(name)") }
    words.append("-t \(ShellText.quoted(image.name + ":" + tag))")
    words.append(ShellText.quoted(image.context))
    return words
  }

  /// The variables that a command takes from the environment.
  private func names(_ owner: Service) -> [String] {
    project.build(of: owner, stage: nil)?.variables.map { $0.name } ?? []
  }
}

extension KubernetesManifests {
  /// The scripts and the page for people.
  var instructions: [EmittedFile] {
    let environment = project.program.environment.name
    func path(_ name: String) -> String { OutputLayout.path(environment, KubernetesEmitter.name, name) }
    let shell = project.layout.header(.hash, for: environment, shebang: "#!/bin/sh")
    let deploy = KubernetesDeployScript(self)
    var files = [
      EmittedFile(path: path(KubernetesDeployScript.name), header: shell, isExecutable: true) { deploy.write(to: &$0) }
    ]
    if let script = KubernetesSecretScript(self) {
      files.append(
        EmittedFile(path: path(KubernetesSecretScript.name), header: shell, isExecutable: true) {
          script.write(to: &$0)
        })
    }
    let readme = KubernetesReadme(self)
    files.append(
      EmittedFile(path: path(KubernetesReadme.name), header: project.layout.header(.html, for: environment)) {
        readme.write(to: &$0)
      })
    return files
  }
}
