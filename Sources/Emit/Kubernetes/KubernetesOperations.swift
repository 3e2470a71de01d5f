import IR

/// What the scripts beside the manifests do on a cluster; `deploy.sh` and `secrets.sh` are files of the target itself.
struct KubernetesOperations {
  private let project: KubernetesProject
  private let manifests: KubernetesManifests

  private init(_ request: EmitRequest) {
    project = KubernetesProject(request.program, layout: request.layout)
    manifests = KubernetesManifests(project)
  }

  static func of(_ request: EmitRequest) -> TargetScripts {
    let operations = KubernetesOperations(request)
    let promotion = TargetScripts.Promotion(
      "\(KubernetesEmitter.name)/\(KubernetesDeployScript.name)", words: [],
      takesVersion: !operations.project.builtImages.isEmpty, takesOptions: true)
    var scripts: [TargetScripts.Script] = []
    if !operations.deployments.isEmpty {
      scripts += [
        .init("rollback.sh", operations.rollback) { task, path in if case .goBack = task { [path] } else { nil } },
        .init("down.sh", operations.down),
      ]
    }
    if let rotation = KubernetesRotationScript(operations.manifests) {
      scripts.append(
        .init("rotate-secret.sh", rotation.script) { task, path in
          if case .renewSecrets = task { ["\(path) NAME"] } else { nil }
        })
    }
    return TargetScripts(scripts, promotion: promotion)
  }

  /// The Deployments of code, by name.
  private var deployments: [String] {
    manifests.inventory.workloads(in: .serve).filter { $0.kind == .deployment }.map(\.name)
  }

  private var environment: String { project.program.environment.name }

  private static let options: StaticString = #"""
      --dry-run) dry=1 ;;
      --yes) yes=1 ;;
      --help) usage; exit 0 ;;
      *) misuse "unknown option: $1" ;;
      esac
      shift
    done
    """#

  private static let calls: StaticString = #"""
    k() { run kubectl --namespace "$namespace" "$@"; }
    """#

  private func beginning(_ name: String, usage: [String], purpose: [String]) -> ShellScript {
    var script = ShellScript.beginning(
      name,
      usage: usage + ["  --dry-run   print the commands, start nothing", "  --yes       do not ask"], purpose: purpose)
    script.assign("namespace", .text(project.namespace))
    return script
  }

  private var rollback: ShellScript {
    var script = beginning(
      "rollback", usage: ["usage: rollback.sh [--dry-run] [--yes]"],
      purpose: [
        "Gives every Deployment of \(environment) its former revision back, in the cluster of kubectl's current context.",
        "The database is not rolled back.",
      ])
    script.code("dry='' yes=''\nwhile [ $# -gt 0 ]; do\n  case $1 in")
    script.code(Self.options)
    script.addActions()
    script.code(Self.calls)
    script.command(["confirm", .text("Roll \(environment) back?")])
    script.code("failed=''")
    script.command([.code("set --")] + deployments.map { .text($0) })
    script.code(
      #"""
      for name in "$@"; do
        k rollout undo "deployment/$name" || failed="$failed $name"
      done
      for name in "$@"; do
        k rollout status "deployment/$name" --timeout=0s || failed="$failed $name"
      done
      [ -z "$failed" ] || fail "not rolled back:$failed"
      """#)
    script.command([
      .code("[ -n \"$dry\" ] ||"), "echo",
      .text("rollback: \(environment) has its former revisions; the database is not rolled back"),
    ])
    return script
  }

  private var down: ShellScript {
    var script = beginning(
      "down", usage: ["usage: down.sh [--start] [--dry-run] [--yes]", "  --start     start them again"],
      purpose: [
        "Scales every Deployment of \(environment) to 0, in the cluster of kubectl's current context. Stores keep running, volumes",
        "stay, and cron jobs start as before. An autoscaler rests while its Deployment has no replica: --start gives all theirs.",
      ])
    script.code("dry='' yes='' start=''\nwhile [ $# -gt 0 ]; do\n  case $1 in\n  --start) start=1 ;;")
    script.code(Self.options)
    script.addActions()
    script.code(Self.calls)
    script.code("if [ -n \"$start\" ]; then")
    for name in deployments {
      script.command(["k", "scale", .text("deployment/\(name)"), .text("--replicas=\(replicas(of: name))")], indent: 2)
    }
    script.code("else")
    script.command(["confirm", .text("Stop all services of \(environment)?")], indent: 2)
    for name in deployments { script.command(["k", "scale", .text("deployment/\(name)"), "--replicas=0"], indent: 2) }
    script.code("fi")
    return script
  }

  /// How many replicas a Deployment begins with.
  private func replicas(of name: String) -> Int {
    guard let service = project.program.services.first(where: { $0.dns == name }) else { return 1 }
    return service.scale.autoscale?.min ?? service.scale.replicas
  }
}
