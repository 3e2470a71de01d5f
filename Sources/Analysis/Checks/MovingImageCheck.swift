package import Diagnostics
import IR
import Model

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
        kind, at: node.span, path: "services.\(service.name).image", "`\(text)` moves under you"
      ) {
        $0.notes = ["\(image.tag == nil ? "no tag means `latest`, which" : "`latest`") is moved with every release"]
        let known = ServiceTypes.named(image.shortName)?.defaultVersion
        $0.help = ["name a version: `\(image.repository):\(known ?? "…")`"]
        guard let known, node.text == text else { return }
        let untagged = ImageReference.withoutTag(text)
        $0.fixes = [FixIt("write `\(untagged):\(known)`", .unsafe, [.init(node.span, "\(untagged):\(known)")])]
      }
    }
  }
}

extension ImageReference {
  fileprivate static func withoutTag(_ text: String) -> String {
    text.hasSuffix(":latest") ? String(text.dropLast(":latest".utf8.count)) : text
  }
}
