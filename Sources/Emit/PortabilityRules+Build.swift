import Diagnostics
import IR

extension PortabilityRules {
  /// A release command that needs more than the image has, where one image is built for each service.
  static let releaseStage = PortabilityRule(
    isLost: { service, _, target in
      service.release != nil && service.build?.isGenerated == true && service.build?.recipe?.releaseStage != nil
        && target.startsImages && !target.buildsStages
    },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress,
        "\(list(targets)) \(verb(targets, "builds", "build")) one image for `\(service.name)`, and the `release` command is not in it",
        span: service.span(of: .release),
        notes: ["the standalone output of Next.js contains the packages that the server imports, and no programs"],
        help: [
          "write `build: { standalone: false }`, with the program among `dependencies` of package.json",
          "or run the migrations from CI, and remove `release`",
        ])
    })

  /// Secrets of a build from a Dockerfile, where it cannot have any: those of private packages too.
  static let secretsOfBuild = PortabilityRule(
    isLost: { service, _, target in
      guard let build = service.build else { return false }
      return build.builder == .dockerfile && !build.secrets.isEmpty && target.startsImages && !target.buildSecrets
    },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress,
        "\(list(targets)) \(verb(targets, "passes", "pass")) no secrets to a Dockerfile, and `\(service.name)` needs one",
        span: service.span(of: service.declared.contains(.buildSecrets) ? .buildSecrets : .buildRegistries),
        notes: ["as a build argument the secret would be readable in the image"],
        help: [
          "build the image elsewhere, and use it: `image: …`",
          "or let the platform build without a Dockerfile: `build: { builder: railpack }`",
        ])
    })
}
