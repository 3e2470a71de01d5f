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

  /// Packages from a registry that needs a secret, where a build cannot have one.
  static let privatePackages = PortabilityRule(
    isLost: { service, _, target in
      service.build?.recipe?.registries.isEmpty == false && target.startsImages && !target.buildSecrets
    },
    finding: { service, _, targets in
      EmitFinding(
        .cannotExpress,
        "\(list(targets)) \(verb(targets, "passes", "pass")) no secrets to a build, and `\(service.name)` needs one",
        span: service.span(of: .buildRegistries),
        notes: ["as a build argument the secret would be readable in the image"],
        help: ["build the image elsewhere, and use it: `image: …`"])
    })
}
