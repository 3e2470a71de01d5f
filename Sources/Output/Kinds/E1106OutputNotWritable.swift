package import Diagnostics
import Emit

extension DiagnosticKind {
  /// The file system refused to read or write in the output folder.
  package static let outputNotWritable = DiagnosticKind(
    "E1106", "output-not-writable",
    summary: "a generated file or the manifest cannot be read or written",
    explanation: """
      The operating system refused to read or write a file below the output folder; the note says why, in its words:
      a missing permission, a full disk, a folder where a file should be. It is reported as well when
      `.infracc/manifest.json`, which lists the generated files, cannot be understood, for instance because a merge left
      its markers in it: without it nobody can tell generated files from yours, so nothing is written.

      Each file is written under another name and renamed when it is complete. Whatever goes wrong, a file is either the
      old one or the new one, never half of it.

      What to do: correct the permission or make room, then build again. Restore the manifest from version control, or
      build once with `--force`, which overwrites all files that the topology asks for and lists them anew.
      """,
    failing: anyTopology,
    passing: anyTopology,
    options: ExampleOptions(isRunnable: false))
}
