import Resolution
package import Diagnostics
import IR
import Model
import Syntax

/// An image without a version.
package enum MovingImageCheck: Check {
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
