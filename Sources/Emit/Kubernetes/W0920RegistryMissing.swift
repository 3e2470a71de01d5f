package import Diagnostics

extension DiagnosticKind {
  package static let registryMissing = DiagnosticKind(
    "W0920", "registry-missing", tunable: true,
    summary: "images are built, and nothing says which registry a cluster pulls them from",
    explanation: """
      The nodes of a cluster pull images from a registry. A name without one means Docker Hub, where the image of this
      project is not, or belongs to another account.

      Only nodes that were given the image by hand have it: that is how kind and k3d work on one's own machine, with
      `kind load docker-image` and `k3d image import`. For such a cluster, allow the finding with that reason.

      Name the registry: `options: { kubernetes: { registry: registry.example.com/team } }`, or the whole name of one image:
      `build: { push: ghcr.io/example/api }`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [kubernetes]
                ^^^^^^^^^^
      services:
        api: { type: fastapi, health: /health }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [kubernetes]
      options: { kubernetes: { registry: registry.example.com } }
      services:
        api: { type: fastapi, health: /health }
      """)
}
