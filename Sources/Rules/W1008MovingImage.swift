package import Diagnostics
import Engines
import Resolution
import IR
import Model
import Syntax

extension DiagnosticKind {
  package static let movingImage = DiagnosticKind(
    "W1008", "moving-image", tunable: true,
    summary: "an image moves, or it does not tell the version of a store",
    explanation: """
      Without a tag `latest` is meant, which its owner moves with every release: two replicas may differ, a restart may
      bring a new major version, and a rollback does not bring the old one back. Name a version (`redis:7.4`), or a
      digest, which never changes. `infracc fix` writes the default of the type where the service keeps no files.

      Of a store the version must be known: its files, settings and scripts depend on it. A digest, `stable` or an image
      of your own does not tell it: write `version` beside it. Until then nothing is written that only some versions take.

      Some servers need an exact version, such as `1.13` of Meilisearch.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          image: redis:latest
                 ^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          image: redis:7
      """)
}

/// An image without a version.
package enum MovingImage: Check {
  package static var kind: DiagnosticKind { .movingImage }

  package static func run(in context: CheckContext) {
    for lowered in context.program.services {
      guard let service = context.analysis.symbols.service(lowered.name) else { continue }
      // An inherited image is said where it was written.
      if let text = lowered.image, let node = service.declaration.image,
        case .success(let image) = ImageReference.parse(text)
      {
        if image.isMoving {
          moves(image, text, node, lowered, in: context)
          continue
        }
        if isUnreadable(service) {
          unreadable(text, node, service, in: context)
          continue
        }
      }
      inexact(service, in: context)
    }
  }

  private static func moves(
    _ image: ImageReference, _ text: String, _ node: ConfigNode, _ lowered: IR.Service, in context: CheckContext
  ) {
    context.report(
      kind, at: node.span, path: "services.\(lowered.name).image", "`\(text)` moves under you",
      label: "whatever is newest when a machine pulls"
    ) {
      $0.notes = ["\(image.tag == nil ? "no tag means `latest`, which" : "`latest`") is moved with every release"]
      let version = version(of: image)
      $0.help = ["name a version: `\(image.repository):\(version ?? "…")`"]
      guard let version, node.text == text, let scalar = node.scalar else { return }
      let fixed = ImageReference.withoutTag(text) + ":" + version
      // Another major version may not read the files that are there.
      let keepsFiles = !lowered.volumes.isEmpty || lowered.resources.storageBytes != nil
      $0.fixes = [
        FixIt(
          "write `\(fixed)`", keepsFiles ? .unsafe : .safe,
          [.init(scalar.span(of: 0..<text.utf8.count), scalar.spelled(fixed))])
      ]
    }
  }

  /// Whether the server of a store is known and its version is not. What has the image of another server is told that.
  static func isUnreadable(_ service: ServiceSymbol) -> Bool {
    service.traits.contains(.data) && service.serverVersion.text == nil
      && ImageOfAnotherServer.otherServer(of: service) == nil
  }

  private static func unreadable(
    _ text: String, _ node: ConfigNode, _ service: ServiceSymbol, in context: CheckContext
  ) {
    context.report(
      kind, at: node.span, path: "services.\(service.name).image",
      "`\(text)` does not tell its version of \(service.type.summary)", label: "no version that can be read"
    ) {
      $0.notes = ["nothing is written that only some versions take"]
      let example = service.type.defaultVersion.map { ", such as `version: \($0)`" } ?? ""
      $0.help = ["write `version` beside it: the one that the image has\(example)"]
    }
  }

  /// A version that names no one server: fewer numbers than its engine needs.
  private static func inexact(_ service: ServiceSymbol, in context: CheckContext) {
    guard service.traits.contains(.data), let exact = service.type.engine?.exactVersion,
      let version = service.serverVersion.text, version.split(separator: ".").count < exact.parts,
      let written = service.declaration.version.map({ (span: $0.span, key: ServiceKey.version) })
        ?? service.declaration.image.map({ (span: $0.span, key: ServiceKey.image) })
    else { return }
    context.report(
      kind, at: written.span, path: "services.\(service.name).\(written.key.name)",
      "`\(version)` is no exact version of \(service.type.summary)"
    ) {
      $0.notes = [exact.why]
      $0.help = ["write at least \(exact.parts) numbers, such as \(service.type.defaultVersion ?? "")"]
    }
  }

  /// The version that the type of this name has by default; only the official images are known to have a tag of it.
  private static func version(of image: ImageReference) -> String? {
    guard image.registry == nil, [image.shortName, "library/" + image.shortName].contains(image.repository) else {
      return nil
    }
    return ServiceTypes.named(image.shortName)?.defaultVersion
  }
}

extension ImageReference {
  fileprivate static func withoutTag(_ text: String) -> String {
    text.hasSuffix(":latest") ? String(text.dropLast(":latest".utf8.count)) : text
  }
}
