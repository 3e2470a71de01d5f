package import Diagnostics

extension DiagnosticKind {
  package static let reservedName = DiagnosticKind(
    "E0209", "reserved-name",
    summary: "a service bears a name that references give another meaning",
    explanation: """
      `shared`, `self`, `project`, `environment` and `secrets` stand for things of the topology itself: `$<<shared.TOKEN>>` is
      a shared variable, `$<<self.origin>>` the service that carries the variable. A service of that name could never be
      referred to.

      Give the service another name.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        shared: { type: flask }
        ^^^^^^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        common: { type: flask }

      """#)
}
