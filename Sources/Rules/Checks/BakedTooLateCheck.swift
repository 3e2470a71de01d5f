package import Resolution
package import Diagnostics
import IR
import Model

/// A value that a build reads, in a service whose image is finished.
package enum BakedTooLateCheck: VariableCheck {
  package static var kind: DiagnosticKind { .bakedTooLate }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let image = service.declaration.image, service.traits.contains(.code),
      BrowserVisibility.phase(variable, of: service) == .build
    else { return }
    context.report(
      kind, at: service.declaredVariable(variable.name)?.nameSpan ?? variable.span,
      path: context.path(service, variable),
      "`\(variable.name)` is fixed when an image is built; `\(service.name)` runs a finished image"
    ) {
      $0.secondary = [.init(image.span, "built already")]
      $0.notes = ["the value was fixed when the image was built, and the browser gets that one"]
      $0.help = [
        "build the image from code: `root: ./…` in place of `image`",
        "or, where the server of the image reads the name when it starts: "
          + "`\(variable.name): { value: …, when: run }`",
      ]
    }
  }
}
