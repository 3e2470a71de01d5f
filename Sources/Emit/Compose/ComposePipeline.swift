import IR

/// How a pipeline deploys to a machine with Docker: over SSH, with `deploy.sh --host`.
enum ComposePipeline {
  static func of(_ request: EmitRequest) -> TargetPipeline? {
    let operations = ComposeOperations(project: ComposeProject.of(request))
    var pipeline = TargetPipeline()
    pipeline.options = [
      .code("--host \"$DEPLOY_HOST\""), .code("${DEPLOY_DIR:+--dir \"$DEPLOY_DIR\"}"),
    ]
    let images = operations.images
    // The machine takes from a registry what all images were pushed to; a part of them would not be enough.
    let isPulled = images.allSatisfy(\.isPushed)
    if !images.isEmpty { pipeline.steps.append(variables(operations)) }
    if isPulled {
      pipeline.options.append("--pull")
      if !images.isEmpty {
        pipeline.pushed = images.map(\.name)
        pipeline.steps.append(push(operations))
      }
    }
    pipeline.steps.append(key)
    pipeline.deployment.inputs = [
      .init("DEPLOY_HOST", from: "DEPLOY_HOST", isSecret: false, meaning: "the machine, as `user@server`"),
      .init(
        "DEPLOY_DIR", from: "DEPLOY_DIR", isSecret: false,
        meaning: "the directory there, where it is not `/srv/\(operations.project.name)`"),
    ]
    return pipeline
  }

  /// The env file, without which the compose file cannot be read where images are built.
  private static func variables(_ operations: ComposeOperations) -> TargetPipeline.Step {
    let project = operations.project
    let path = OutputLayout.relative(
      from: project.layout.topologyFolder, to: OutputLayout.join(project.folder, project.envFile))
    var script = ShellScript()
    script.code("umask 077")
    script.command(["printf", "%s\\n", .code("\"$ENV_FILE\" >"), .text(path)])
    return .init(
      "Values for the build",
      [
        .init(
          "ENV_FILE", from: "ENV_FILE", isSecret: true,
          meaning: "what `\(path)` holds, made by `infracc secrets -e \(operations.environment) --generate`")
      ], script)
  }

  /// Builds and pushes, in the version that `deploy.sh` is told.
  private static func push(_ operations: ComposeOperations) -> TargetPipeline.Step {
    let project = operations.project
    var script = ShellScript()
    script.code("tag=$(git rev-parse --short=12 HEAD)")
    let folder = OutputLayout.relative(from: project.layout.topologyFolder, to: project.folder)
    if folder != "." { script.command(["cd", .text(folder)]) }
    operations.nameImages(&script)
    script.command(operations.composeWords + ["build", "--push"] + operations.images.map { .text($0.service) })
    return .init("Build and push the images", [], script)
  }

  private static let key: TargetPipeline.Step = {
    var script = ShellScript()
    script.code(
      #"""
      umask 077
      mkdir -p "$HOME/.ssh"
      printf '%s\n' "$SSH_PRIVATE_KEY" > "$HOME/.ssh/id_ed25519"
      printf '%s\n' "$SSH_KNOWN_HOSTS" >> "$HOME/.ssh/known_hosts"
      """#)
    return .init(
      "The key of the machine",
      [
        .init(
          "SSH_PRIVATE_KEY", from: "SSH_PRIVATE_KEY", isSecret: true,
          meaning: "a private key that may log in there, for nothing else"),
        .init(
          "SSH_KNOWN_HOSTS", from: "SSH_KNOWN_HOSTS", isSecret: false,
          meaning: "the machine's own keys, as `ssh-keyscan` prints them"),
      ], script)
  }()
}
