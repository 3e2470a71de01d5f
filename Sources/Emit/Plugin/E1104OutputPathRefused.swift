package import Diagnostics

extension DiagnosticKind {
  /// Two emitters want one file, or a path leads out of its folder.
  package static let outputPathRefused = DiagnosticKind(
    "E1104", "output-path-refused",
    summary: "two targets or topologies write the same file, or a path leaves the output directory",
    explanation: """
      Every generated file has one owner and lies below the output folder (`-o`, by default `infra/`) or, with the
      layout `repo`, below the folder of the topology. This is reported when

      - two targets write one file. On macOS and Windows `Procfile` and `procfile` are one file as well;
      - two topologies share an output directory and write one file. The manifest names the owner of each file;
      - the path of a plug-in is absolute, holds `..`, or leads into `.git`;
      - a directory or file on the way is a symbolic link, or the output directory is one that leads out of the
        repository.

      One of the two would silently lose, or a file outside of the project would be overwritten. Nothing is written
      until the paths are right.

      What to do: remove one of the two targets from `targets:`, or use `layout: tree`. Give each topology its own
      output directory with `-o`. Replace a symbolic link by a directory. A path that a plugin made is a defect of it.
      """,
    // `acme` stands for a plug-in that writes `../docker-compose.yml`.
    failing: topology(targets: "[compose, acme]"),
    passing: anyTopology,
    options: ExampleOptions(isRunnable: false))
}
