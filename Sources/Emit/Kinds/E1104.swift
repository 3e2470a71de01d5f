package import Diagnostics

extension DiagnosticKind {
  /// Two emitters want one file, or a path leads out of its folder.
  package static let outputPathRefused = DiagnosticKind(
    "E1104", "output-path-refused",
    summary: "two targets write the same file, or a path leaves the output folder",
    explanation: """
      Every generated file has one owner and lies below the output folder (`-o`, by default `infra/`) or, with the
      layout `repo`, below the folder of the topology. This is reported when

      - two targets write one file. On macOS and Windows `Procfile` and `procfile` are one file as well;
      - the path of a plug-in is absolute, holds `..`, or leads into `.git`;
      - a folder or file on the way is a symbolic link, which may lead anywhere.

      Were such a file written, one of the two targets would silently lose, or a file outside of your project would be
      overwritten. Nothing is written until the paths are right.

      What to do: leave one of the two targets out of `targets:`, or go back to `layout: tree`, in which every target
      has a folder of its own. Replace a symbolic link by a real folder, or choose another output folder. A path that a
      plug-in made is a defect of that plug-in: tell its author.
      """,
    // `acme` stands for a plug-in that writes `../docker-compose.yml`.
    failing: topology(targets: "[compose, acme]"),
    passing: anyTopology,
    options: ExampleOptions(isRunnable: false))
}
