package import Diagnostics
import Emit

extension DiagnosticKind {
  /// `build --check` found that building would change files.
  package static let generatedFilesOutOfDate = DiagnosticKind(
    "E1190", "generated-files-out-of-date",
    summary: "generated files are not those that the topology gives",
    explanation: """
      `infracc build --check` computes all files and compares them with those on disk, without writing anything. This is
      reported, with exit status 4, when a file is missing, differs, was edited by hand, or is no longer generated.

      Generated files are committed so that they can be reviewed and deployed without infracc. A pull request that
      changes the topology, but not the files, would deploy the old state: this check in continuous integration makes
      that visible.

      What to do: run `infracc build` with the version of infracc that the check uses and commit what it writes,
      `.infracc/manifest.json` included.
      """,
    failing: anyTopology,
    passing: anyTopology,
    options: ExampleOptions(isRunnable: false))
}
