package import Diagnostics

extension DiagnosticKind {
  package static let pluginVersion = DiagnosticKind(
    "E1102", "plugin-version",
    summary: "a plug-in speaks another version of the IR",
    explanation: """
      A plug-in reads the IR: the checked topology, as JSON. The form has a version of two numbers. A higher first one
      means that something has another meaning, a higher second one that something was added. So a plug-in works with
      this compiler when the first numbers are the same and the second of the plug-in is not higher.

      It says which versions it reads when it is called with `describe`, and which one it has read when it answers. A
      plug-in that misunderstands what it reads would write files that look right and deploy something else; so it is
      not called.

      What to do: install a version of the plug-in that was made for this version of infracc, or the other way round.
      `infracc build --emit-ir` prints the IR with its version.
      """,
    // `acme` stands for a plug-in that describes itself with `"ir": ["2.0"]`.
    failing: topology(targets: "[compose, acme]"),
    passing: anyTopology,
    options: ExampleOptions(isRunnable: false))
}
