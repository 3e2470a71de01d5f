package import Diagnostics

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
      """)
}
