package import Diagnostics
import Emit

extension DiagnosticKind {
  /// A file in the way was written or changed by somebody else.
  package static let generatedFileEdited = DiagnosticKind(
    "E1105", "generated-file-edited",
    summary: "a file that would be overwritten or removed was edited by hand",
    explanation: """
      infracc remembers the hash of every file that it writes, in `.infracc/manifest.json` of the output folder and in
      the second line of the file itself. When the file on disk has another one, a person has changed it since; when the
      manifest does not list it, it never was generated. Building would destroy that work, so the file is left as it is.
      All other files are written.

      What to do: find out what was changed (`git diff` on the file, or compare it with the output of
      `infracc build -o other`) and say the same in the topology; a setting that the language does not have can be
      given under `raw:`. Then build with `--force`, which overwrites the file. To keep a file of your own, name it in
      the topology where the language allows it (`build.dockerfile: Dockerfile`), so that none is generated.

      A file that is no longer generated, for example because its service is gone, is removed only if nobody edited it.
      """,
    failing: anyTopology,
    passing: anyTopology,
    options: ExampleOptions(isRunnable: false))
}
