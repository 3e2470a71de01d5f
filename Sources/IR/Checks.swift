/// What a pipeline runs for a service before anything is deployed: lines for a shell, in the directory of its code.
package struct Checks: Hashable, Sendable {
  /// What runs the code, in the version that its image has.
  package struct Runtime: Hashable, Sendable {
    package enum Language: String, Sendable, CaseIterable {
      case python
      case node
      case go
    }

    package var language: Language
    /// As the tag of an official image has it: `3.13`.
    package var version: String

    package init(_ language: Language, version: String) {
      self.language = language
      self.version = version
    }
  }

  /// Brings what `lint` and `test` need; nil: nothing is to be installed.
  package var install: String?
  package var lint: String?
  package var test: String?
  /// The directory that all run in, relative to the topology's; `.` is that one.
  package var directory: String
  /// Nil: the version is not known, because the image is not made by infracc.
  package var runtime: Runtime?

  package init(
    install: String? = nil, lint: String? = nil, test: String? = nil, directory: String = ".", runtime: Runtime? = nil
  ) {
    self.install = install
    self.lint = lint
    self.test = test
    self.directory = directory
    self.runtime = runtime
  }
}
