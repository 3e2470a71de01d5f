package import Diagnostics

extension DiagnosticKind {
  package static let unreadableFile = DiagnosticKind(
    "E0101", "unreadable-file",
    summary: "the topology cannot be read",
    explanation: """
      The file does not exist, is a directory, may not be read by this user, or has more than 16 MiB. Only regular files
      are read: a pipe or a device may never end. A symbolic link is followed within the repository and not out of it,
      because findings show lines of the file, and `check` is run on branches of others.

      Nothing can be checked without it. Look at the path and at its permissions; without a path, infracc reads
      `topology.yaml` in the current directory.
      """,
    failing: """
      infracc: 1
      project: shop
      services:
        postgres: {}
      """,
    passing: """
      infracc: 1
      project: shop
      services:
        postgres: {}
      """, options: ExampleOptions(isRunnable: false), foreign: .speaks)
}
