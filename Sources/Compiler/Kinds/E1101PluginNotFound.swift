package import Diagnostics

extension DiagnosticKind {
  package static let pluginNotFound = DiagnosticKind(
    "E1101", "plugin-not-found",
    summary: "a plug-in is not found, or may not be run",
    explanation: """
      A target that infracc does not know is written by a plug-in: a program `infracc-emit-<target>`. It is looked for
      at the path that `options: { <target>: { plugin: path } }` gives, relative to the topology, else in the folders of
      PATH. This is reported when

      - the path that the topology gives leads to nothing;
      - there is a file, but it may not be run.

      Without the program the files of that target cannot be written. Nothing is written at all: a build that left one
      target out would look like a good one.

      What to do: correct the path, install the plug-in, or allow it to be run (`chmod +x`). A path into the repository
      works for everybody who has checked it out.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose, acme]
      options:
        acme: { plugin: tools/infracc-emit-acme }
                        ^^^^^^^^^^^^^^^^^^^^^^^
      services:
        redis: {}
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose, acme]
      options:
        acme: { plugin: tools/infracc-emit-acme.py }
      services:
        redis: {}
      """,
    options: ExampleOptions(files: [ExampleFile("tools/infracc-emit-acme.py", "#!/usr/bin/env python3\n")]))
}
