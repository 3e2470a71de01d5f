package import Diagnostics

extension DiagnosticKind {
  package static let namespace = DiagnosticKind(
    "E0913", "namespace",
    summary: "a name is none that Kubernetes takes, or two environments have the same namespace",
    explanation: """
      Each environment has a namespace of its own, `<project>-<environment>`, or the one that the option `namespace`
      names. It is a label of a domain: at most 63 small letters, digits and `-`. Namespaces that begin with `kube-`
      belong to the cluster. So do host names below the option `domain`: `<service>-<project>-<environment>` is one
      label, so that one wildcard certificate serves all.

      Two environments in one namespace would overwrite each other: their objects have the same names.

      Write the option in each environment, or leave it out.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [kubernetes]
      options: { kubernetes: { namespace: shop, registry: registry.example.com } }
                                          ^^^^
      services:
        api: { type: fastapi, health: /health }
      environments:
        production: {}
        staging: {}
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [kubernetes]
      options: { kubernetes: { registry: registry.example.com } }
      services:
        api: { type: fastapi, health: /health }
      environments:
        production: {}
        staging: {}
      """)
}
