import IR

extension KubernetesReadme {
  // MARK: Versions

  func addFirstTime(to page: inout MarkdownDocument) {
    page.heading("The first time")
    let supplies = manifests.supplies
    if let script = KubernetesSecretScript(manifests) {
      page.block(["./\(KubernetesSecretScript.name)"])
      page.paragraph(script.summary)
      page.paragraph(
        "A value that exists already is put into the cluster before that, and is kept then: "
          + Self.code("printf %s \"$VALUE\" | \(kubectl) create secret generic NAME --from-file=KEY=/dev/stdin")
          + ". For Sealed Secrets: the same with `--dry-run=client -o yaml | kubeseal`.")
    } else if let external = KubernetesExternalSecrets(project), !supplies.secrets.isEmpty {
      page.paragraph("External Secrets copies these values from its store, which must have them first.")
      page.table(
        ["key in the store", "properties"],
        external.remotes(of: supplies.secrets).map { remote in
          [Self.code(remote.key), remote.properties.map(Self.code).joined(separator: ", ")]
        })
    } else {
      page.paragraph("Nothing has to be made before: no manifest refers to a Secret.")
    }
    guard project.options.secretStore != nil, !manifests.settings.isEmpty else { return }
    let values = manifests.settings.map { setting in
      "--from-literal=\(setting.name)=\(ShellText.quoted(setting.value ?? (setting.isRequired ? "…" : "")))"
    }
    page.paragraph("Values that an operator supplies and that are no secrets:")
    page.block([
      "\(KubernetesDeployScript.apply) -f \(KubernetesPhase.keep.rawValue)/\(KubernetesManifests.namespaceFile).yaml",
      ShellText.line(["\(kubectl) create configmap \(KubernetesProject.settings)"] + values, indent: 2),
    ])
  }

  func addVersions(to page: inout MarkdownDocument) {
    let script = KubernetesDeployScript(manifests)
    let tag = script.needsTag ? " " + KubernetesDeployScript.exampleTag : ""
    page.heading("Every version")
    page.block(["./\(KubernetesDeployScript.name) --diff\(tag)", "./\(KubernetesDeployScript.name)\(tag)"])
    page.paragraph(order)
    page.paragraph(byHand)
    if !project.builtImages.isEmpty {
      let tagged =
        script.needsTag
        ? "The tag `\(KubernetesOptions.unsetTag)` of the files exists nowhere on purpose: what forgets to set one fails "
          + "with that name instead of running a version that no one chose. Set it in a kustomization of your own:"
        : "The files have the tag \(Self.code(project.options.tag)). A kustomization of your own can set another:"
      let image = project.builtImages[0]
      page.paragraph(tagged)
      page.block(
        [
          "# kustomization.yaml, beside \(project.layout.topologyFile)",
          "resources: [\(YAMLScalar.inline(path, inFlow: true))]",
          "images: [{ name: \(YAMLScalar.inline(project.builtImage(image.owner, stage: image.stage), inFlow: true)), "
            + "newTag: \"\(KubernetesDeployScript.exampleTag)\" }]",
        ], language: "yaml")
    }
    addReturn(to: &page, tag: tag)
  }

  /// The directory of the environment, from that of the topology.
  private var path: String {
    let layout = project.layout
    return OutputLayout.join(
      OutputLayout.relative(from: layout.topologyFolder, to: layout.outputFolder), project.folder)
  }

  /// What happens in which order.
  private var order: String {
    var parts: [String] = []
    let stores = manifests.inventory.workloads(in: .data).map(\.name)
    if !stores.isEmpty { parts.append("the stores (\(stores.map(Self.code).joined(separator: ", ")))") }
    let jobs = manifests.releases.steps.map { step in
      if case .release(let command) = step.kind {
        return "\(Self.code(step.name)) with \(Self.code(command.shellLine))"
      }
      return Self.code(step.name)
    }
    if !jobs.isEmpty { parts.append("the Jobs (\(jobs.joined(separator: ", ")))") }
    if !manifests[.serve].isEmpty { parts.append("the services") }
    guard parts.count > 1 else {
      return "The script waits until everything is ready, and ends with 1 where something is not."
    }
    return parts.enumerated().map { ($0.offset == 0 ? "First " : "then ") + $0.element }.joined(separator: ", ")
      + ". The script stops where something fails, and the services keep the version that they have until the Jobs have "
      + "succeeded."
  }

  private var byHand: String {
    let phases = KubernetesPhase.allCases.filter { !manifests[$0].isEmpty }.map { Self.code($0.rawValue) }
    let jobs = manifests.releases.steps.map(\.name)
    let removal =
      jobs.isEmpty ? "" : ", after \(Self.code("\(kubectl) delete job \(jobs.joined(separator: " "))")) for the Jobs"
    return
      "Without the script: \(Self.code(KubernetesDeployScript.apply + " -k")) with \(phases.joined(separator: ", ")), "
      + "each when the one before it is ready\(removal)."
  }

  private func addReturn(to page: inout MarkdownDocument, tag: String) {
    page.heading("Going back")
    let names = manifests.inventory.workloads(in: .serve).filter { $0.kind == .deployment }.map(\.name)
    if tag.isEmpty {
      page.paragraph("Deploy the files of the earlier version.")
    } else {
      page.block(["./\(KubernetesDeployScript.name) 1.4.1"])
    }
    guard let first = names.first else { return }
    page.paragraph(
      "At once, for one service: \(Self.code("\(kubectl) rollout undo deployment/\(first)")). It also has the files of that "
        + "version again, because the name of a ConfigMap contains a hash of what it holds."
        + (manifests.releases.steps.isEmpty ? "" : " Neither reverts a migration."))
  }

  // MARK: Controllers

  func addControllers(to page: inout MarkdownDocument) {
    page.heading("Argo CD and Flux")
    let phases = KubernetesPhase.allCases.filter { !manifests[$0].isEmpty }.map(\.rawValue)
    let secrets =
      project.options.secretStore == nil && KubernetesSecretScript(manifests) != nil
      ? " The Secrets are made before, by `./\(KubernetesSecretScript.name)`." : ""
    let image = project.builtImages.isEmpty ? "" : ", and sets versions in `spec.source.kustomize.images`"
    let keep = KubernetesPhase.keep.rawValue
    page.list([
      "Argo CD: one Application has `\(keep)` as its path and does not prune. Another one has this directory\(image). Sync "
        + "waves put the stores before the Jobs and the Jobs before the services.",
      "Flux: one Kustomization each for \(phases.map(Self.code).joined(separator: ", ")), with `wait: true` and `dependsOn` "
        + "the one before\(project.builtImages.isEmpty ? "" : ", and `images` for the versions"). That of `\(keep)` has "
        + "`prune: false`.",
    ])
    page.paragraph("Both remove what is no longer in the files.\(secrets)")
  }

  // MARK: Backups

  func addBackups(to page: inout MarkdownDocument) {
    guard !project.stores.isEmpty else { return }
    page.heading("Backups and restore")
    let operated = project.stores.compactMap(project.operated)
    let backups = project.stores.compactMap { KubernetesBackup($0, project) }
    let keepers = Set(manifests.inventory.claims.compactMap(\.owner))
    let others = project.stores.filter { store in
      keepers.contains(store.dns) && !backups.contains { $0.service.name == store.name }
    }
    for backup in backups { add(backup, to: &page) }
    if !others.isEmpty {
      page.paragraph(
        "No backup is made of \(Self.list(others.map(\.name))), whose data has no other copy than its volume."
      )
    }
    for store in operated { store.addBackups(to: &page, kubectl) }
    if backups.isEmpty, others.isEmpty, operated.isEmpty { page.paragraph("No store of this environment keeps data.") }
  }

  private func add(_ backup: KubernetesBackup, to page: inout MarkdownDocument) {
    let owner = backup.owner.name
    page.paragraph(
      "\(Self.code(owner)) dumps \(Self.code(backup.service.name)) at \(Self.code(backup.backup.schedule)) (UTC) into the "
        + "volume of the same name, and keeps \(backup.backup.keepDays) days. The volume is in the same cluster: copy the dumps "
        + "elsewhere as well. A dump now:")
    page.block([
      "\(kubectl) create job --from=cronjob/\(owner) \(owner)-now",
      "\(kubectl) wait --for=condition=Complete job/\(owner)-now --timeout=1h",
      "\(kubectl) delete job \(owner)-now",
    ])
    page.paragraph("A pod that shows the volume, and a copy of a dump from it:")
    let sleep = #"[{"op":"replace","path":"/spec/template/spec/containers/0/command","value":["sleep","3600"]}]"#
    page.block([
      "\(kubectl) create job --from=cronjob/\(owner) \(owner)-files --dry-run=client -o json |",
      "  kubectl patch --local -f - --type=json -p '\(sleep)' -o json |",
      "  kubectl apply -f -",
      "\(kubectl) wait --for=condition=Ready pod --selector=batch.kubernetes.io/job-name=\(owner)-files",
      "\(kubectl) exec job/\(owner)-files -- ls -l \(KubernetesBackup.folder)",
      "\(kubectl) exec job/\(owner)-files -- cat \(KubernetesBackup.folder)/FILE > FILE",
    ])
    switch backup.service.store?.restore {
    case .command(let words)?:
      let readers = self.readers(of: backup.service)
      let pause = readers.isEmpty ? "" : ". The services that use it are stopped for that"
      page.paragraph("Restore, which overwrites what is there\(pause):")
      let stop = ShellText.line(
        ["\(kubectl) scale --replicas=0"] + readers.map { "deployment/\($0.dns)" }, indent: 2)
      page.block(
        (readers.isEmpty ? [] : [stop]) + [
          "\(kubectl) exec job/\(owner)-files -- cat \(KubernetesBackup.folder)/FILE |",
          "  \(kubectl) exec -i statefulset/\(backup.service.dns) -- \(words)",
        ]
          + readers.map { service in
            let least = KubernetesServices.isScaled(service) ? service.scale.autoscale?.min : nil
            return "\(kubectl) scale --replicas=\(least ?? project.mostReplicas(service)) deployment/\(service.dns)"
          })
    case .instruction(let text)?: page.paragraph(MarkdownDocument.text(text))
    case nil: break
    }
    page.block(["\(kubectl) delete job \(owner)-files"])
  }

  /// The services with pods that run all the time and use a store.
  private func readers(of store: Service) -> [Service] {
    project.code.filter { service in
      project.isDeployment(service) && program.edges(from: service.name).contains { $0.to == store.name }
    }
  }

  // MARK: Changes

  func addChanges(to page: inout MarkdownDocument) {
    let made = manifests.inventory.claims.filter { $0.owner != nil }
    if !made.isEmpty {
      page.heading("A larger volume")
      page.paragraph(
        "A StatefulSet cannot change the size of its volumes, and no volume becomes smaller. Where the StorageClass has "
          + "`allowVolumeExpansion`, change the claim, remove the StatefulSet without its pod, and deploy "
          + "`resources.storage` with the same size:")
      page.block(
        made.prefix(1).flatMap { claim in
          [
            "\(kubectl) patch pvc \(claim.name) --patch='{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"SIZE\"}}}}'",
            "\(kubectl) delete statefulset \(claim.owner ?? "") --cascade=orphan",
            deployment,
          ]
        })
      if made.count > 1 {
        page.paragraph("In the same way: \(made.dropFirst().map { Self.code($0.name) }.joined(separator: ", ")).")
      }
    }
    page.heading("A removed service")
    page.paragraph(
      "`kubectl apply` deletes nothing. When a service is no longer in the topology, delete its objects by its name; its "
        + "volumes and its Secret stay:")
    let front = if case .gateway = project.front { "httproute" } else { "ingress" }
    page.block([
      "\(kubectl) delete deployment,statefulset,cronjob,job,service,hpa,pdb,\(front),configmap "
        + "--selector=\(KubernetesNames.nameLabel)=NAME",
      "\(kubectl) delete networkpolicy NAME",
    ])
    addScaled(to: &page)
    page.paragraph("ConfigMaps of earlier versions stay for a way back. They are listed by age with")
    page.block(["\(kubectl) get configmap --sort-by=.metadata.creationTimestamp"])
  }

  private func addScaled(to page: inout MarkdownDocument) {
    guard let name = manifests.inventory.autoscalers.first else { return }
    page.paragraph(
      "A service that loses its autoscaler has its number of replicas from the topology again. Delete the autoscaler, and "
        + "set the number once, because the autoscaler owned it:")
    page.block(["\(kubectl) delete hpa \(name)", "\(kubectl) scale deployment \(name) --replicas=NUMBER"])
  }

  /// The command that deploys.
  private var deployment: String {
    let tag = KubernetesDeployScript(manifests).needsTag ? " " + KubernetesDeployScript.exampleTag : ""
    return "./\(KubernetesDeployScript.name)" + tag
  }

  // MARK: A trial, and the end

  func addTrial(to page: inout MarkdownDocument) {
    page.heading("Try it on your machine")
    let images = project.builtImages.map {
      ShellText.quoted(project.builtImage($0.owner, stage: $0.stage) + ":" + Self.trialTag)
    }
    let name = project.part
    var lines = ["kind create cluster --name \(name)"]
    if !images.isEmpty {
      lines.append(ShellText.line(["kind load docker-image --name \(name)"] + images, indent: 2))
    }
    if KubernetesSecretScript(manifests) != nil { lines.append("./\(KubernetesSecretScript.name)") }
    lines.append("./\(KubernetesDeployScript.name)" + (images.isEmpty ? "" : " " + Self.trialTag))
    if let service = project.code.first(where: { project.hasService($0) && $0.port != nil }) {
      lines.append("\(kubectl) port-forward service/\(service.dns) \(service.port ?? 0)")
    }
    let built = images.isEmpty ? "" : " Build the images with the tag `\(Self.trialTag)` first."
    page.paragraph(
      "kind has a default StorageClass, and enforces NetworkPolicy since 0.24. It has no ingress controller, so that a "
        + "service is reached through a forwarded port.\(extensions)\(built)")
    page.block(lines)
    let load = images.isEmpty ? "" : " and \(Self.code("k3d image import --cluster \(name) IMAGE…"))"
    page.paragraph("With k3d: \(Self.code("k3d cluster create \(name)"))\(load).")
  }

  /// What the API of a new cluster lacks.
  private var extensions: String {
    var names: [String] = []
    if case .gateway = project.front { names.append("the CRDs of Gateway API") }
    if project.options.secretStore != nil { names.append("External Secrets with its store") }
    return names.isEmpty ? "" : " Install \(names.joined(separator: " and ")) first."
  }

  private static let trialTag = "dev"

  func addRemoval(to page: inout MarkdownDocument) {
    page.heading("Take it down")
    page.block([
      "kubectl delete -k .         # the namespace, its Secrets and its volumes stay",
      "kubectl delete -k \(KubernetesPhase.keep.rawValue)    # the namespace with everything in it, the data too",
    ])
  }
}
