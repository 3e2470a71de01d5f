/// How plug-ins are found and run. The command gives it: nothing in this module looks at files or starts programs.
package struct PluginHost {
  package enum Place: Hashable, Sendable {
    /// The absolute path of the program.
    case executable(String)
    /// There is a file, but it may not be run.
    case notExecutable(String)
    case missing
  }

  /// What became of a call.
  package struct Answer: Sendable {
    /// What it wrote to standard output, if it ended well.
    package var output: [UInt8]
    /// What it wrote to standard error, cut to a readable length.
    package var said: String
    /// Why there is no answer: `ended with status 3`.
    package var failure: String?

    package init(output: [UInt8] = [], said: String = "", failure: String? = nil) {
      self.output = output
      self.said = said
      self.failure = failure
    }
  }

  /// By the name of the target, and the path that the topology gives if it gives one.
  package var locate: (_ target: String, _ path: String?) -> Place
  /// The targets of all programs on PATH, sorted.
  package var installed: () -> [String]
  /// Runs the program at a path with one argument. Nil: plug-ins are looked for, but not run.
  package var run: ((_ program: String, _ argument: String, _ input: [UInt8]) -> Answer)?
  /// The version of this compiler.
  package var version: String

  package init(
    locate: @escaping (String, String?) -> Place, installed: @escaping () -> [String] = { [] },
    run: ((String, String, [UInt8]) -> Answer)? = nil, version: String = ""
  ) {
    self.locate = locate
    self.installed = installed
    self.run = run
    self.version = version
  }
}
