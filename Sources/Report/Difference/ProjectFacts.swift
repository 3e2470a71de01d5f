import IR

/// What a program says outside of its services, in the order of the language reference. Every key has its line here: a new
/// one does not compile without it.
struct ProjectFacts {
  let program: Program

  var all: [Fact] { ProjectKey.allCases.flatMap(facts) }

  private func facts(_ key: ProjectKey) -> [Fact] {
    switch key {
    case .targets: program.targets.map { fact(key, "targets.\($0)", "yes", span: program.targetPlaces[$0]) }
    case .repositoryGitHub: program.repository.map { [fact(key, key.rawValue, $0.github)] } ?? []
    case .repositoryBranch: program.repository?.branch.map { [fact(key, key.rawValue, $0)] } ?? []
    case .secretsSource: secrets(key) { $0.isStoreOwned ? nil : ValueText.rule(of: $0) }
    case .secretsPrefix: secrets(key) { $0.isStoreOwned ? nil : $0.prefix }
    case .secretsPattern: secrets(key) { $0.pattern }
    case .secretsDiffersFrom: secrets(key) { $0.differsFrom.isEmpty ? nil : $0.differsFrom.joined(separator: ", ") }
    case .secretsCharset: secrets(key) { $0.isStoreOwned || !$0.isURLSafe ? nil : "safe in URLs" }
    case .secretsMultiline: secrets(key) { $0.isMultiline ? "several lines" : nil }
    case .environmentsKind: [fact(key, "kind", program.environment.kind.rawValue)]
    case .environmentsLife:
      program.environment.life.map {
        [fact(key, "ttl", Quantities.longDuration(milliseconds: $0), exact: "\($0) ms")]
      } ?? []
    case .options: options
    case .raw:
      program.raw.sorted { $0.key < $1.key }.flatMap { target, value in
        JSONFacts.leaves(of: value).map { path, text in
          Fact(
            .option(key.rawValue, target: target), "raw.\(target)" + path.map { "." + $0 }.joined(), text,
            isWritten: true, span: nil)
        }
      }
    // The name of the project is that of the comparison; services, variables and volumes have facts of their own; the
    // others are rules that are checked, or decide where files lie.
    case .version, .project, .repository, .secrets, .secretsRequired, .secretsType, .secretsClass, .secretsDoc,

      .secretsRotate, .variables, .variablesValue, .variablesSource, .variablesType, .variablesWhen, .variablesVisible,
      .variablesRequired, .variablesSeparator, .variablesFormat, .variablesPattern, .variablesDoc, .services, .volumes,
      .environments, .environmentsFrom, .environmentsEnabled, .policies, .policiesSame, .policiesDifferent,
      .policiesAtLeast, .policiesAtLeastPath, .policiesAtLeastValue, .policiesAtLeastEnvironment, .policiesForbid,
      .policiesForbidPath, .policiesForbidEquals, .policiesForbidEnvironments, .policiesRequire, .policiesRequirePath,
      .policiesRequireWhen, .lints, .optionsLayout:
      []
    }
  }

  /// Shared variables, which stand in a block of their own.
  var shared: [Fact] {
    let values = ValueText(program: program)
    return program.shared.map { variable in
      Fact(
        .project(.variables), variable.name, values.written(variable), isWritten: true, span: variable.span)
    }
  }

  private func fact(_ key: ProjectKey, _ path: String, _ text: String, exact: String? = nil, span: Int? = nil) -> Fact {
    Fact(.project(key), path, text, exact: exact, isWritten: true, span: span)
  }

  private func secrets(_ key: ProjectKey, _ rule: (SecretInfo) -> String?) -> [Fact] {
    program.secrets.compactMap { secret in
      rule(secret).map {
        var fact = fact(key, "secrets.\(secret.env).\(key.name)", $0)
        fact.isSecret = true
        fact.secret = secret.env
        return fact
      }
    }
  }

  private var options: [Fact] {
    program.options.sorted { $0.key < $1.key }.flatMap { target, value in
      JSONFacts.leaves(of: value).map { path, text in
        Fact(
          .option(path.first ?? "", target: target), "options.\(target)" + path.map { "." + $0 }.joined(), text,
          isWritten: true, span: path.first.flatMap { program.optionPlaces[target]?[$0] })
      }
    }
  }
}
