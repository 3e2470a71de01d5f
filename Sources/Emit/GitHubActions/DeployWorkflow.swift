import IR

/// `deploy.yml`: each environment after the one before, production last.
struct DeployWorkflow {
  /// An environment, with the target that a pipeline deploys it to.
  struct Deployment {
    let program: Program
    let promotion: TargetScripts.Promotion
    let pipeline: TargetPipeline
  }

  /// In the order in which they are deployed.
  let deployments: [Deployment]
  let layout: OutputLayout
  let tests: [WorkflowJob]

  /// The keys of the jobs that deploy.
  static func ids(_ programs: [Program]) -> [String] {
    programs.map { program in
      let name = program.environment.name
      let id = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
      return id.first?.isLetter == true || id.first == "_" ? id : "deploy-" + id
    }
  }

  var document: WorkflowDocument {
    let ids = Self.ids(deployments.map(\.program))
    var jobs = tests.map { test in
      var test = test
      test.group = .init(name: "deploy-" + test.id)
      return test
    }
    for (index, deployment) in deployments.enumerated() {
      jobs.append(job(deployment, ids[index], after: index == 0 ? tests.map(\.id) : [ids[index - 1]]))
    }
    return WorkflowDocument(
      purpose: purpose, name: "deploy", triggers: triggers, group: nil, jobs: jobs)
  }

  // MARK: When it runs

  private var branch: String { deployments.lazy.compactMap { $0.program.repository?.branch }.first ?? "main" }

  private var purpose: [String] {
    let names = deployments.map(\.program.environment.name)
    var order = "Every commit on \(branch) goes to \(names[0])"
    if names.count > 1 {
      order += "; \(names.dropFirst().joined(separator: ", then ")) follow\(names.count == 2 ? "s" : "")"
    }
    return [
      order + ".",
      "Approvals, waiting times and values are those of the environment on GitHub: Settings, Environments. A deployment waits",
      "for a person where the environment has required reviewers.",
      WorkflowFile.placement,
    ]
  }

  private var triggers: YAMLMapping {
    var push = YAMLMapping()
    push.add("branches", .flow([.text(pattern)]))
    var triggers = YAMLMapping()
    triggers.add("push", .mapping(push))
    triggers.add("workflow_dispatch", .null)
    return triggers
  }

  /// The branch as a pattern that nothing else fits.
  private var pattern: String {
    String(branch.flatMap { "*?+[]!\\".contains($0) ? ["\\", $0] : [$0] })
  }

  // MARK: What it does

  private func job(_ deployment: Deployment, _ id: String, after needs: [String]) -> WorkflowJob {
    let (program, pipeline) = (deployment.program, deployment.pipeline)
    var job = WorkflowJob(id: id, name: program.environment.name, timeout: 60)
    job.needs = needs
    job.environment = (program.environment.name, Self.address(program))
    job.group = .init(
      name: "deploy-" + program.environment.name, reasonToWait: "a deployment that has begun ends")
    job.steps = [.checkout()] + (pipeline.node.map { [WorkflowStep.node($0)] } ?? [])
    let registries = RegistryLogin.all(pipeline.images.map(\.name) + pipeline.pushed)
    if registries.contains(where: \.isGitHub) {
      job.permissions.append(("packages", "write", "the images"))
    }
    job.steps += registries.map(\.step)
    if !pipeline.images.isEmpty { job.steps.append(Self.build(pipeline.images, pipeline.versionPrefix)) }
    for step in pipeline.steps { job.steps.append(Self.step(step, step.script)) }
    if !pipeline.programFolders.isEmpty { job.steps.append(Self.path(pipeline.programFolders)) }
    var script = pipeline.deployment.script
    script.command(call(deployment))
    job.steps.append(Self.step(pipeline.deployment, script))
    job.remarks = Self.remarks(pipeline, registries)
    return job
  }

  private static func step(_ step: TargetPipeline.Step, _ script: ShellScript) -> WorkflowStep {
    WorkflowStep(
      step.name, environment: step.inputs.map { (name: $0.variable, value: .input($0)) }, run: script.text)
  }

  /// The program that deploys, as a person calls it, and without questions.
  private func call(_ deployment: Deployment) -> [ShellScript.Word] {
    let promotion = deployment.promotion
    let program = OutputLayout.join(
      OutputLayout.join(layout.outputFolder, deployment.program.environment.name), promotion.program)
    let path = OutputLayout.relative(from: layout.topologyFolder, to: program)
    var words: [ShellScript.Word] = [.text(path.contains("/") ? path : "./" + path)]
    words += promotion.words.map { .text($0) }
    if promotion.takesVersion {
      words.append(.parts(.text(deployment.pipeline.versionPrefix), Self.version))
    }
    return words + deployment.pipeline.options
  }

  /// The version as scripts name it, so that they find the same images.
  private static let version = ShellScript.Word.Part.code("$(git rev-parse --short=12 HEAD)")

  private static func path(_ folders: [String]) -> WorkflowStep {
    var script = ShellScript()
    for folder in folders {
      script.command(["echo", .variable("PWD", then: "/" + folder), .code(">> \"$GITHUB_PATH\"")])
    }
    return WorkflowStep("Programs on PATH", run: script.text)
  }

  /// The address that people open: pages that other services answer, before what answers them.
  private static func address(_ program: Program) -> String? {
    let smoke = SmokeScript(program)
    let known = smoke.reached.filter { $0.base != nil }
    return (known.first { smoke.compares($0) } ?? known.first)?.base
  }

  /// What a person stores on GitHub before the first run.
  private static func remarks(_ pipeline: TargetPipeline, _ registries: [RegistryLogin]) -> [String] {
    let inputs = (pipeline.steps + [pipeline.deployment]).flatMap(\.inputs)
    var lines = inputs.map { "\($0.isSecret ? "Secret" : "Variable") \($0.name): \($0.meaning)." }
    for registry in registries where !registry.isGitHub {
      lines.append("Variable \(registry.user) and secret \(registry.password): an account of \(registry.host).")
    }
    var seen: Set<String> = []
    for (name, isSecret) in pipeline.images.flatMap(\.variables) where seen.insert(name).inserted {
      lines.append("\(isSecret ? "Secret" : "Variable") \(name): for the build of images.")
    }
    return lines
  }

  // MARK: Images

  /// Builds and pushes, each in the version that is deployed. Layers are kept in the registry: `type=gha` needs variables
  /// that GitHub gives to actions and not to commands (docs.docker.com, cache/backends/gha, 2026-11).
  private static func build(_ images: [ImageBuild], _ versionPrefix: String) -> WorkflowStep {
    var script = ShellScript()
    script.assign("tag", .parts(.text(versionPrefix), version))
    script.command(["docker", "buildx", "create", "--use"])
    for image in images {
      let cache = "type=registry,ref=\(image.name):buildcache"
      var words: [ShellScript.Word] = ["docker", "buildx", "build", "--push", .text("--file=" + image.dockerfile)]
      if let stage = image.stage { words.append(.text("--target=" + stage)) }
      words += image.arguments.map { .text("--build-arg=" + $0.name + ($0.value.map { "=" + $0 } ?? "")) }
      words += image.secrets.map { .text("--secret=id=\($0),env=\($0)") }
      words += [.text("--cache-from=" + cache), .text("--cache-to=\(cache),mode=max")]
      words += [.parts(.text("--tag=\(image.name):"), .code("$tag")), .text(image.context)]
      script.command(words)
    }
    var seen: Set<String> = []
    let variables = images.flatMap(\.variables).filter { seen.insert($0.name).inserted }
    return WorkflowStep(
      "Build and push the images",
      environment: variables.map { (name: $0.name, value: .stored($0.name, isSecret: $0.isSecret)) },
      run: script.text)
  }
}

/// Logs in to a registry. GitHub's own takes the token of the run; any other an account of its own.
struct RegistryLogin {
  private static let ofGitHub = "ghcr.io"

  let host: String
  /// What tells the accounts of several registries apart; empty for the only one.
  private let suffix: String

  var isGitHub: Bool { host == Self.ofGitHub }
  var user: String { "REGISTRY_USER" + suffix }
  var password: String { "REGISTRY_PASSWORD" + suffix }

  /// Those of images, in the order of the images.
  static func all(_ images: [String]) -> [RegistryLogin] {
    var hosts: [String] = []
    for image in images where !hosts.contains(host(of: image)) { hosts.append(host(of: image)) }
    let hasSeveral = hosts.count { $0 != ofGitHub } > 1
    return hosts.map { host in
      let folded = String(host.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }).uppercased()
      return RegistryLogin(host: host, suffix: hasSeveral ? "_" + folded : "")
    }
  }

  /// The first part of a name where that can be a host (distribution/reference, `splitDockerDomain`), else Docker Hub.
  private static func host(of image: String) -> String {
    guard let slash = image.firstIndex(of: "/") else { return "docker.io" }
    let first = image[..<slash]
    return first == "localhost" || first.contains(".") || first.contains(":") ? String(first) : "docker.io"
  }

  var step: WorkflowStep {
    var script = ShellScript()
    script.command([
      "printf", "%s", .code("\"$REGISTRY_PASSWORD\" |"), "docker", "login", .text(host), "--username",
      .code("\"$REGISTRY_USER\""), "--password-stdin",
    ])
    let account: [(name: String, value: WorkflowValue)] =
      isGitHub
      ? [("REGISTRY_USER", .expression("github.actor")), ("REGISTRY_PASSWORD", .expression("github.token"))]
      : [("REGISTRY_USER", .stored(user, isSecret: false)), ("REGISTRY_PASSWORD", .stored(password, isSecret: true))]
    return WorkflowStep("Log in to \(host)", environment: account, run: script.text)
  }
}
