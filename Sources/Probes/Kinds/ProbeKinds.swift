package import Diagnostics

/// The kinds of findings about the repository, in the order of their numbers.
package enum ProbeKinds {
  package static let all: [DiagnosticKind] = [
    .volumeOwner, .schedulerInWorkers, .processNotStarted, .openRequirement, .buildInputMissing, .fixedPort, .localBind,
    .variableNotGiven, .variableNotRead, .programMissing, .buildArgumentNotDeclared, .healthRouteNotFound,
    .trackedSecrets, .openRoute, .randomDefault, .credentialDefault, .credentialInDockerfile,
    .commentInRedisLine, .scriptMissing, .developmentServerInScript, .notStandalone, .repositoryNotRead,
    .oldFileBesideProject, .projectFileIgnored,
  ]

  /// Kinds that only a run which reads the repository can give.
  package static let codes = Set(all.map(\.code))
}
