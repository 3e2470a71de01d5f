package import Diagnostics

extension DiagnosticKind {
  package static let addressUnknownAtBuild = DiagnosticKind(
    "E0910", "address-unknown-at-build",
    summary: "a build needs a public address that is not known when the image is built",
    explanation: """
      Images for Kubernetes are built before anything has an address there, and Kubernetes gives no domains: a service
      that is public without a domain of its own has an address only where the topology says under which domain. A value
      that is baked into an image, as those of `NEXT_PUBLIC_*` are, must be known at that moment.

      Without it the browser's code would call an empty address.

      Give the service a domain of its own in this environment, or name the domain below which services get one:
      `options: { kubernetes: { domain: apps.example.com } }`. Both are known when the files are written.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [kubernetes]
      options: { kubernetes: { registry: registry.example.com } }
      services:
        api: { type: fastapi, public: true, health: /health }
        web:
          type: nextjs
          root: ./web
          public: shop.example.com
          health: /
          variables:
            NEXT_PUBLIC_API_URL: $<<api.public_url>>
                                 ^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [kubernetes]
      options: { kubernetes: { registry: registry.example.com, domain: apps.example.com } }
      services:
        api: { type: fastapi, public: true, health: /health }
        web:
          type: nextjs
          root: ./web
          public: shop.example.com
          health: /
          variables:
            NEXT_PUBLIC_API_URL: $<<api.public_url>>
      """)
}
