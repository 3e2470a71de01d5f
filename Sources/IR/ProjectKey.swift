/// A key of a topology outside its services, those of the mappings below it included. The shapes that decode the top
/// level are made of these keys, as those of a service are of `ServiceKey`.
///
/// The raw value is the path as people write it; the names that a user chooses (of a secret, an environment) are not
/// part of it: `secrets.API_KEY.doc` is `secrets.doc`. Options of targets are not among them: each emitter lists its own.
package enum ProjectKey: String, Sendable, CaseIterable {
  case version = "infracc"
  case project
  case targets
  case repository
  case repositoryGitHub = "repository.github"
  case repositoryBranch = "repository.branch"
  case secrets
  case secretsSource = "secrets.source"
  case secretsPrefix = "secrets.prefix"
  case secretsRequired = "secrets.required"
  case secretsPattern = "secrets.pattern"
  case secretsType = "secrets.type"
  case secretsCharset = "secrets.charset"
  case secretsDiffersFrom = "secrets.differs_from"
  case secretsClass = "secrets.class"
  case secretsDoc = "secrets.doc"
  case secretsRotate = "secrets.rotate"
  case secretsMultiline = "secrets.multiline"
  case variables
  case variablesValue = "variables.value"
  case variablesSource = "variables.source"
  case variablesType = "variables.type"
  case variablesWhen = "variables.when"
  case variablesVisible = "variables.visible"
  case variablesRequired = "variables.required"
  case variablesSeparator = "variables.sep"
  case variablesFormat = "variables.format"
  case variablesPattern = "variables.pattern"
  case variablesDoc = "variables.doc"
  case services
  case volumes
  case environments
  case environmentsFrom = "environments.from"
  case environmentsKind = "environments.kind"
  case environmentsLife = "environments.ttl"
  case environmentsEnabled = "environments.enabled"
  case policies
  case policiesSame = "policies.same"
  case policiesDifferent = "policies.different"
  case policiesAtLeast = "policies.at_least"
  case policiesAtLeastPath = "policies.at_least.path"
  case policiesAtLeastValue = "policies.at_least.value"
  case policiesAtLeastEnvironment = "policies.at_least.environment"
  case policiesForbid = "policies.forbid"
  case policiesForbidPath = "policies.forbid.path"
  case policiesForbidEquals = "policies.forbid.equals"
  case policiesForbidEnvironments = "policies.forbid.environments"
  case policiesRequire = "policies.require"
  case policiesRequirePath = "policies.require.path"
  case policiesRequireWhen = "policies.require.when"
  case lints
  case options
  case optionsLayout = "options.layout"
  case raw

  /// The key of the mapping that it is in.
  package var parent: ProjectKey? {
    rawValue.lastIndex(of: ".").flatMap { ProjectKey(rawValue: String(rawValue[..<$0])) }
  }

  /// The key as it is written in its mapping: `branch`.
  package var name: String { rawValue.lastName }
}
