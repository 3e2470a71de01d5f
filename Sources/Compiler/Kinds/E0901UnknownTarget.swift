package import Diagnostics

extension DiagnosticKind {
  package static let unknownTarget = DiagnosticKind(
    "E0901", "unknown-target",
    summary: "there is no target of that name",
    explanation: """
      A target is a kind of file that this compiler writes: `railway`, `compose`, `procfile` and others. The name
      under `targets:` is none of them, and no plug-in of that name is installed.

      Were it skipped, the build would end well and the files for that platform would be missing. The checks for it
      would be missing too: what a target cannot express is found only for the targets that are listed.

      Correct the name; `infracc targets` prints all that exist. For a platform of your own, install a plug-in, a program
      called `infracc-emit-<target>`, in a folder of PATH, or name it: `options: { <target>: { plugin: path } }`. How
      one is written stands in `docs/plugins.md`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose, dokku]
                         ^^^^^
      services:
        redis: {}
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis: {}
      """)
}
