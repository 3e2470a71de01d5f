package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let bakedTooLate = DiagnosticKind(
    "W0623", "baked-too-late", tunable: true,
    summary: "a variable is read by builds, and the service runs a finished image",
    explanation: """
      What a browser sees is written into its files while the image is built: `NEXT_PUBLIC_…`, `VITE_…` and every
      variable with `when: build`. A service with `image:` is not built here, so the value of the topology never
      reaches those files. The browser goes on using whatever the image was built with.

      Build the image from code, with `root:` in place of `image:`. Some images replace such names when their server
      starts; for one of those write `when: run`, and the variable is passed to the container.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        web:
          type: nextjs
          image: ghcr.io/example/web:2.1
          variables: { NEXT_PUBLIC_THEME: dark }
                       ^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        web:
          type: nextjs
          image: ghcr.io/example/web:2.1
          variables: { NEXT_PUBLIC_THEME: { value: dark, when: run } }
      """, foreign: .speaks)
}

/// A value that a build reads, in a service whose image is finished.
package enum BakedTooLate: VariableCheck {
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
