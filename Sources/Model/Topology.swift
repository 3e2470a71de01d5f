package import Diagnostics
import IR

/// The topology of one environment as written: typed, with the place of everything. Defaults are not filled in here;
/// lowering does that.
package final class Topology {
  package var version: Located<Int>?
  package var project: Located<String>?
  package var targets: Located<[Located<String>]>?
  package var repository: RepositoryDeclaration?
  package var secrets: [Named<SecretDeclaration>] = []
  package var variables: [Named<VariableDeclaration>] = []
  package var services: [ServiceDeclaration] = []
  package var lints: [Named<Located<String>>] = []
  package var volumes: [Named<Located<Int>>] = []
  package var policies: [PolicyDeclaration] = []
  package var options: [Named<ConfigNode>] = []
  package var hasServicesKey = false
  /// Where `services` is written.
  package var servicesKey: Span?

  package init() {}
}

/// `repository:`, where a platform fetches the code.
package final class RepositoryDeclaration {
  package var github: Located<String>?
  package var branch: Located<String>?

  package init() {}

  package static let shape = Shape<RepositoryDeclaration>(
    "repository",
    [
      Field(project: .repositoryGitHub, { $0.github = $1 }, .text, required: true, doc: "`owner/name` on GitHub."),
      Field(
        project: .repositoryBranch, { $0.branch = $1 }, .text, doc: "The branch to deploy; may differ per environment."),
    ])
}

/// One environment: its own settings and its overlay.
package final class EnvironmentDeclaration {
  package let name: String
  package let nameSpan: Span
  package let node: ConfigNode
  package var base: Located<String>?
  package var kind: Located<String>?
  package var ttl: Located<Int>?
  package var enabled: Located<Bool>?

  package init(name: String, nameSpan: Span, node: ConfigNode) {
    self.name = name
    self.nameSpan = nameSpan
    self.node = node
  }

  package static let shape = Shape<EnvironmentDeclaration>(
    "environment",
    [
      Field(
        project: .environmentsFrom, { $0.base = $1 }, .text,
        doc: "The environment whose overlay is applied before this one's."),
      Field(
        project: .environmentsKind, { $0.kind = $1 }, .word(["standard", "preview", "local"]),
        doc: "`preview`: one per pull request; `local`: never deployed. Default `standard`."),
      Field(
        project: .environmentsLife, { $0.ttl = $1 }, .duration,
        doc: "How long a preview may live; nothing ends it by itself."),
      Field(
        project: .environmentsEnabled, { $0.enabled = $1 }, .bool,
        doc: "`false`: no files are written for it. Others can still start `from` it. Default `true`."),
    ])
}

/// One entry of `policies:`.
package struct PolicyDeclaration {
  package enum Verb {
    case same(path: String)
    case different(path: String)
    case atLeast(path: String, environment: String?, value: String)
    case forbid(path: String, equals: String, environments: [String])
    case require(path: String, when: String?)
  }

  package let verb: Verb
  package let span: Span

  package init(verb: Verb, span: Span) {
    self.verb = verb
    self.span = span
  }
}
