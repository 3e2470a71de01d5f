package import IR

extension Capabilities {
  /// The cells of keys outside services, for built-in targets and plugins alike.
  package func portability(of key: ProjectKey) -> Portable {
    switch key {
    case .version: .meaningless("there is one version of the language")
    case .environmentsLife:
      previews
        ? .lowered(to: "a sentence of the README: a preview ends with its pull request, not after a time")
        : .meaningless("no files are written for a preview; W0925 reports that")
    case .volumes:
      volumes ? .native : .byRule(.dropped, "a process writes to the directories of the machine")
    case .policies, .policiesSame, .policiesDifferent, .policiesAtLeast, .policiesAtLeastPath, .policiesAtLeastValue,
      .policiesAtLeastEnvironment, .policiesForbid, .policiesForbidPath, .policiesForbidEquals,
      .policiesForbidEnvironments, .policiesRequire, .policiesRequirePath, .policiesRequireWhen:
      .checked("E0805 reports what breaks it")
    case .lints: .checked("the level at which a finding is reported")
    case .project, .targets, .repository, .repositoryGitHub, .repositoryBranch, .secrets, .secretsSource,
      .secretsPrefix, .secretsRequired, .secretsPattern, .secretsType, .secretsCharset, .secretsDiffersFrom,
      .secretsClass, .secretsDoc, .secretsRotate, .secretsMultiline,
      .variables, .variablesValue, .variablesSource, .variablesType, .variablesWhen, .variablesVisible,
      .variablesRequired, .variablesSeparator, .variablesFormat, .variablesPattern, .variablesDoc, .services,
      .environments, .environmentsFrom, .environmentsKind, .environmentsEnabled, .options, .optionsLayout:
      .native
    case .raw:
      takesDocumentRaw ? .native : .byRule(.cannotExpress, "it writes no single document to merge into")
    }
  }
}

extension EmitterOption {
  /// What a target makes of an option: a deploy target reads its own, and a supporting emitter is asked by all.
  /// - Parameters:
  ///   - emitter: whose option it is.
  ///   - target: the deploy target in question.
  package func portability(of emitter: any Emitter.Type, on target: DeployTarget) -> Portable {
    emitter.role == .supporting || emitter.name == target.name
      ? .native : .meaningless("only `\(emitter.name)` reads it")
  }
}
