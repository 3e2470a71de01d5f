package import Diagnostics

extension DiagnosticKind {
  package static let referenceInStaticPosition = DiagnosticKind(
    "E0315", "reference-in-static-position",
    summary: "a reference stands where the compiler itself needs the value",
    explanation: """
      References are for values that processes read: variables, build arguments, health paths, commands. Everything
      else in a topology is read by the compiler, which computes budgets, host names and files from it: names,
      types, ports, sizes, versions.

      Such a value must be known while compiling, and it must not depend on the order in which references are
      resolved. Therefore it is written out. Compose's `${NAME:-default}` is not filled in either. Commands, `image`
      and some options of targets (`infracc targets` tells which) take references to values that are known while
      compiling: names, ports, own domains, shared variables with a value.

      Write the value itself. To have one number in one place, turn the reference round: set the key, and let a
      variable refer to it, as in `API_PORT: $<<api.port>>`. To have it differ between environments, set it in
      `environments:`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 8000
        reports:
          type: flask
          port: $<<api.port>>
                ^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 8000
        reports:
          type: flask
          port: 8000
      """)
}
