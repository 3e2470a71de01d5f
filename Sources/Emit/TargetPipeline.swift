/// How a pipeline deploys an environment to a target: on a new Linux machine, in a copy of the repository.
///
/// What a target needs there is here; what starts a pipeline, and in which words, is the matter of the emitter that writes
/// it. The program that deploys is `TargetScripts.promotion`.
package struct TargetPipeline: Sendable {
  /// A value that is in no file: the pipeline's own storage has it, once for each environment.
  package struct Input: Sendable {
    /// The variable of the step that reads it.
    package var variable: String
    /// Its name in the storage: letters, digits and `_`.
    package var name: String
    package var isSecret: Bool
    /// What it is, for the person who stores it: a phrase without a period.
    package var meaning: String

    package init(_ variable: String, from name: String, isSecret: Bool, meaning: String) {
      self.variable = variable
      self.name = name
      self.isSecret = isSecret
      self.meaning = meaning
    }
  }

  /// Lines of bash that stop at the first failure, with the inputs that they alone see.
  package struct Step: Sendable {
    package var name: String
    package var inputs: [Input]
    package var script: ShellScript

    package init(_ name: String, _ inputs: [Input] = [], _ script: ShellScript = ShellScript()) {
      self.name = name
      self.inputs = inputs
      self.script = script
    }
  }

  /// The major version of Node.js that the programs of the target need; nil: none.
  package var node: String?
  /// Directories, from the topology's, that programs are found in once the steps were run.
  package var programFolders: [String] = []
  /// Images that are built and pushed before the steps, in the version that is deployed.
  package var images: [ImageBuild] = []
  /// Precedes the version in tags of these images, where another environment makes others of the same commit.
  package var versionPrefix = ""
  /// Names of images that a step pushes, without tags.
  package var pushed: [String] = []
  package var steps: [Step] = []
  /// What the step that deploys reads, and the lines in front of the call.
  package var deployment = Step("Deploy")
  /// The last words of the call.
  package var options: [ShellScript.Word] = []
  /// What keeps a pipeline from deploying there.
  package var findings: [EmitFinding] = []

  package init() {}
}

/// How one image is built with Docker, in the directory of the topology.
package struct ImageBuild: Sendable {
  package struct Argument: Sendable {
    package var name: String
    /// Nil: the variable of that name in the environment of the command has it.
    package var value: String?
    package var isSecret: Bool
  }

  /// Without a tag.
  package var name: String
  package var dockerfile: String
  package var context: String
  /// The stage; nil: the last one.
  package var stage: String?
  package var arguments: [Argument]
  /// Secrets of the build, by the variables that have them.
  package var secrets: [String]

  /// The variables that the command reads from its environment.
  package var variables: [(name: String, isSecret: Bool)] {
    arguments.filter { $0.value == nil }.map { ($0.name, $0.isSecret) } + secrets.map { ($0, true) }
  }
}
