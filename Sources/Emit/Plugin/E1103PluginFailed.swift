package import Diagnostics

extension DiagnosticKind {
  package static let pluginFailed = DiagnosticKind(
    "E1103", "plugin-failed",
    summary: "a plug-in ended badly, took too long, or wrote something that is no answer",
    explanation: """
      A plug-in is a program of its own. It is called with `describe` and with `emit`, reads the IR from standard input,
      writes one JSON object to standard output and ends with status 0, also when it has findings. This is reported when

      - it cannot be started, or ends with another status or by a signal;
      - it has not ended after 30 seconds, or writes more than 64 MiB: its process group is stopped;
      - what it writes is no JSON, or lacks something, or gives it another type: the note says where.

      What it wrote to standard error is shown below. Half of an answer is none: nothing is written.

      What to do: mostly this is a mistake of the plug-in, and its author wants to know. To try it by hand, give it what
      infracc gives it: `infracc build --emit-ir > ir.json`, then `infracc-emit-<target> emit < ir.json`. Mind that it
      runs in an empty folder and sees nothing of the environment but PATH and the language.
      """,
    // `acme` stands for a plug-in that ends with status 3.
    failing: topology(targets: "[compose, acme]"),
    passing: anyTopology,
    options: ExampleOptions(isRunnable: false))
}
