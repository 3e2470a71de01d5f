package import Diagnostics

extension DiagnosticKind {
  package static let exclusiveKeys = DiagnosticKind(
    "E0216", "exclusive-keys",
    summary: "two keys that exclude each other are both set",
    explanation: """
      Both keys answer the same question, and the answers differ. A service that has `image` runs a finished image;
      one that has `build` or `root` is built from your code. It cannot do both.

      Tools resolve the contradiction in different ways: compose builds the code and gives the result the name of
      the image, a platform pulls the image and never looks at the code. The same topology would run different
      programs.

      Keep the one that is meant. To name the image that is built and pushed, write `build.push`; to run the image
      of another service of this topology, write `build.image_of`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          image: ghcr.io/example/api:1.4
          build: { dockerfile: Dockerfile }
          ^^^^^
          port: 8000
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          build: { dockerfile: Dockerfile, push: ghcr.io/example/api }
          port: 8000
      """)
}
