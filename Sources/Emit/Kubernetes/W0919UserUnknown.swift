package import Diagnostics

extension DiagnosticKind {
  package static let userUnknown = DiagnosticKind(
    "W0919", "user-unknown", tunable: true,
    summary: "nothing says which user a container runs as, and the namespace admits no root",
    explanation: """
      The namespace enforces the profile `restricted` of Kubernetes' Pod Security Standards: no container runs as root. A
      container says the number of its user, or its image does. Images that infracc generates have one, and so do the
      stores it knows; of any other image nothing is known here.

      An image without `USER`, or with the name of a user in place of its number, does not start: the kubelet refuses it
      with `container has runAsNonRoot and image will run as root`.

      Write `USER 1000` into the Dockerfile, or name the number of a user that the image can run as:
      `options: { kubernetes: { user: 1000 } }`. If the image says it already, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [kubernetes]
      services:
        api:
        ^^^
          type: web
          image: ghcr.io/example/api:1.4
          port: 8080
          health: /health
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [kubernetes]
      services:
        api:
          type: web
          image: ghcr.io/example/api:1.4
          port: 8080
          health: /health
          options: { kubernetes: { user: 1000 } }
      """)
}
