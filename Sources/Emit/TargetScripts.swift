/// What a deployment is operated with on a target, for the scripts that are written beside it.
package struct TargetScripts: Sendable {
  /// One script of a target.
  package struct Script: Sendable {
    /// Its file in `<environment>/scripts/<target>/`: `deploy.sh`.
    package var name: String
    /// Written when its file is: whether there is a script costs nothing.
    package var script: @Sendable () -> ShellScript
    /// The lines that do a task with it, by its path as they are typed. Empty: it does the task on the way of
    /// another one. Nil: it does not do it.
    package var lines: @Sendable (_ task: OperationTask, _ path: String) -> [String]?

    package init(
      _ name: String, _ script: @autoclosure @escaping @Sendable () -> ShellScript,
      lines: @escaping @Sendable (_ task: OperationTask, _ path: String) -> [String]? = { _, _ in nil }
    ) {
      self.name = name
      self.script = script
      self.lines = lines
    }
  }

  /// How a version gets into an environment without a question, after another environment has run it.
  package struct Promotion: Sendable {
    /// The program, relative to the directory of the environment: `scripts/compose/deploy.sh`.
    package var program: String
    package var words: [String]
    /// Whether the version is its last word; otherwise it deploys what the working tree holds.
    package var takesVersion: Bool
    /// Whether its last words may be options of the caller of `promote.sh`.
    package var takesOptions: Bool

    package init(_ program: String, words: [String], takesVersion: Bool, takesOptions: Bool) {
      self.program = program
      self.words = words
      self.takesVersion = takesVersion
      self.takesOptions = takesOptions
    }
  }

  /// In the order in which they are used.
  package var scripts: [Script]
  /// Nil: nothing deploys there from a command line.
  package var promotion: Promotion?
  /// What the scripts keep beside the generated files.
  package var keptFiles: [UncommittedFile]
  /// What they cannot do that is expected of them.
  package var findings: [EmitFinding]

  package init(
    _ scripts: [Script], promotion: Promotion? = nil, keptFiles: [UncommittedFile] = [], findings: [EmitFinding] = []
  ) {
    self.scripts = scripts
    self.promotion = promotion
    self.keptFiles = keptFiles
    self.findings = findings
  }
}

extension OutputLayout {
  /// The directory of an environment's scripts in the output directory.
  package static func scripts(_ environment: String) -> String { "\(environment)/scripts" }

  /// A script of a target, in the directory of an environment.
  package static func script(_ name: String, of target: String) -> String { "scripts/\(target)/\(name)" }

  /// The same in the output directory.
  package static func script(_ name: String, of target: String, in environment: String) -> String {
    "\(scripts(environment))/\(target)/\(name)"
  }

  /// The script that looks at an environment from outside.
  package static func smokeTest(_ environment: String) -> String { scripts(environment) + "/smoke.sh" }
}
