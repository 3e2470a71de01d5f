package import Diagnostics
import Resolution
import IR
import Model
import Syntax

extension DiagnosticKind {
  package static let movingImage = DiagnosticKind(
    "W1008", "moving-image", tunable: true,
    summary: "an image moves: it has no tag, or the tag `latest`",
    explanation: """
      A tag is a name that its owner may move, and `latest`, which is also meant when no tag is written, is moved with
      every release. What runs is then decided by the moment at which a machine last pulled: two replicas may differ, a
      restart may bring a new major version, and a rollback does not bring the old one back.

      Name a version, as exact as you want to be asked about updates: `redis:7`, `redis:7.4`, or a digest
      (`redis@sha256:…`), which can never change. `infracc fix` writes the version that the type has by default where
      the service keeps no files; where it does, a version that is older than those files could not read them, so
      look first which one runs.
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
      """, foreign: .speaks)
}

/// An image without a version.
package enum MovingImage: Check {
  package static var kind: DiagnosticKind { .movingImage }

  package static func run(in context: CheckContext) {
    for lowered in context.program.services {
      // An inherited image is said where it was written.
      guard let text = lowered.image, let service = context.analysis.symbols.service(lowered.name),
        let node = service.declaration.image,
        case .success(let image) = ImageReference.parse(text), image.isMoving
      else { continue }
      context.report(
        kind, at: node.span, path: "services.\(service.name).image", "`\(text)` moves under you",
        label: "whatever is newest when a machine pulls"
      ) {
        $0.notes = ["\(image.tag == nil ? "no tag means `latest`, which" : "`latest`") is moved with every release"]
        let version = version(of: image)
        $0.help = ["name a version: `\(image.repository):\(version ?? "…")`"]
        $0.remedies = [.nameVersion(image: "\(image.repository):\(version ?? "…")", service: service.name)]
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
