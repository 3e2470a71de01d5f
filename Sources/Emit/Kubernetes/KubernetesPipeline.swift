import Diagnostics
import IR

extension KubernetesProject {
  /// How an image is built; nil: it is not built from code here.
  /// - Parameter stage: that of a release command; nil: the one that the service runs.
  func build(of owner: Service, stage: String?) -> ImageBuild? {
    guard let build = owner.build else { return nil }
    let paths = layout.buildPaths(of: owner, build)
    func path(_ path: String) -> String { OutputLayout.relative(from: layout.topologyFolder, to: path) }
    return ImageBuild(
      name: builtImage(owner, stage: stage), dockerfile: path(paths.dockerfile), context: path(paths.context),
      stage: stage ?? build.target,
      arguments: owner.buildVariables(build).map { variable in
        ImageBuild.Argument(
          name: variable.name, value: text(variable), isSecret: variable.value?.secretIDs.isEmpty == false)
      }, secrets: build.secrets.compactMap { program.secret($0)?.env })
  }

  /// Whether an image holds what another environment has otherwise.
  static func isBound(_ owner: Service) -> Bool {
    guard let build = owner.build else { return false }
    return build.variant != nil
      || owner.buildVariables(build).contains { variable in
        if case .literal? = variable.value { return variable.isBrowserVisible }
        return true
      }
  }

  /// The value of a variable of a build; nil: it is a secret, or an operator's.
  private func text(_ variable: Variable) -> String? {
    guard let value = variable.value, !variable.isOperatorSupplied, value.secretIDs.isEmpty else { return nil }
    return KubernetesPlainWriter(project: self).write(value)
  }
}

/// How a pipeline deploys to a cluster: with a registry that both reach, and the credentials of an account.
enum KubernetesPipeline {
  static func of(_ request: EmitRequest) -> TargetPipeline? {
    let project = KubernetesProject(request.program, layout: request.layout)
    var pipeline = TargetPipeline()
    let images = project.builtImages
    pipeline.images = images.compactMap { project.build(of: $0.owner, stage: $0.stage) }
    // All images get one tag, so that one bound image decides for all.
    if images.contains(where: { KubernetesProject.isBound($0.owner) }) {
      pipeline.versionPrefix = project.program.environment.name + "-"
    }
    pipeline.deployment.inputs = [
      .init(
        "CLUSTER", from: "KUBECONFIG", isSecret: true,
        meaning:
          "a kubeconfig file with the credentials of an account that may change the namespace `\(project.namespace)`")
    ]
    pipeline.deployment.script.code(
      #"""
      KUBECONFIG=$(mktemp)
      export KUBECONFIG
      printf '%s\n' "$CLUSTER" > "$KUBECONFIG"
      """#)
    pipeline.findings = findings(images, project)
    return pipeline
  }

  /// E0902 for images that a pipeline cannot make, or that no cluster could pull from it.
  private static func findings(
    _ images: [(owner: Service, stage: String?)], _ project: KubernetesProject
  ) -> [EmitFinding] {
    images.filter { $0.stage == nil }.compactMap { owner, _ in
      if owner.build?.builder == .railpack {
        return EmitFinding(
          .cannotExpress, "a pipeline cannot build `\(owner.name)`: Railpack has no command for it",
          span: owner.span(of: .buildBuilder) ?? owner.span, subject: [.name(owner.name)],
          help: ["write a Dockerfile: `build: { dockerfile: Dockerfile }`"])
      }
      guard owner.build?.push == nil, project.options.registry == nil else { return nil }
      return EmitFinding(
        .cannotExpress, "a pipeline cannot bring the image of `\(owner.name)` to the cluster without a registry",
        span: owner.span, subject: [.name(owner.name)],
        help: [
          "name the registry: `options: { kubernetes: { registry: ghcr.io/example } }`",
          "or the image: `build: { push: ghcr.io/example/\(owner.dns) }`",
        ])
    }
  }
}
