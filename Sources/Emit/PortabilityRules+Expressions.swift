import Diagnostics
import IR

/// What only values of variables that are no `ExpressionForms.areCommon` can break.
extension PortabilityRules {
  static let ofExpressions: [PortabilityRule] = [encoding, unencoded, runtimeFact, suppliedElsewhere, alternative]

  static let encoding = PortabilityRule(
    isLost: { service, _, target in !target.encodesSecrets && unencodable(service) != nil },
    finding: { service, program, targets in
      guard let found = unencodable(service) else { return nil }
      let name = program.secret(found.secret)?.env ?? found.secret
      return EmitFinding(
        .cannotEncode, "\(list(targets)) cannot percent-encode `\(name)` inside a URL",
        span: found.variable.span,
        notes: [
          isGenerated(found.secret, in: program)
            ? "the value is generated; its alphabet or its prefix has characters that a URL reads otherwise"
            : "the value is supplied by an operator; it is pasted into the text as it is, and may contain `@`, `:` or `/`"
        ],
        help: (isGenerated(found.secret, in: program)
          ? [] : ["promise a safe alphabet: `\(name): { source: external, charset: url }`"]) + [
            "pass the parts as separate variables and build the URL in the application",
            "or generate it with a safe alphabet: `\(name): generate`",
          ])
    })

  static func isGenerated(_ secret: String, in program: Program) -> Bool {
    if case .generate? = program.secret(secret)?.source { true } else { false }
  }

  /// The first variable that holds an encoding that must happen at run time.
  static func unencodable(_ service: Service) -> (variable: Variable, secret: String)? {
    for variable in service.values {
      var secret: String?
      variable.value?.walk { node in
        if case .encode(_, let inner) = node, secret == nil { secret = inner.secretIDs.first ?? "" }
      }
      if let secret { return (variable, secret) }
    }
    return nil
  }

  static let runtimeFact = PortabilityRule(
    isLost: { service, _, target in !target.referencesByName && platformFact(service) != nil },
    finding: { service, _, targets in
      guard let found = platformFact(service) else { return nil }
      return EmitFinding(
        .cannotExpress, "\(list(targets)) \(verb(targets, "has", "have")) no `\(found.name)`",
        span: found.variable.span,
        notes: ["it is a fact of the platform that sets it, known only there"],
        help: ["let the application find it out, or leave the variable to the environments that have it"])
    })

  private static func platformFact(_ service: Service) -> (variable: Variable, name: String)? {
    for variable in service.values {
      var fact: String?
      variable.value?.walk { node in
        if case .environment(let name) = node, name != "name", name != "kind" { fact = fact ?? name }
      }
      if let fact { return (variable, fact) }
    }
    return nil
  }

  static let suppliedElsewhere = PortabilityRule(
    isLost: { service, _, target in
      !target.referencesByName && !target.expandsSupplied && suppliedPart(service) != nil
    },
    finding: { service, _, targets in
      guard let found = suppliedPart(service) else { return nil }
      return EmitFinding(
        .cannotExpress, "\(list(targets)) cannot put `\(found.name)` into `\(found.variable.name)`",
        span: found.variable.span,
        notes: ["an operator supplies `\(found.name)`; its value is not known when the files are written"],
        help: [
          "let the application put the text together from `\(found.name)`",
          "or let the operator supply `\(found.variable.name)` as well: `source: external`",
        ])
    })

  /// The first variable that is made of one that an operator supplies.
  private static func suppliedPart(_ service: Service) -> (variable: Variable, name: String)? {
    for variable in service.values {
      var part: String?
      variable.value?.walk { node in
        if case .variable(_, let name) = node { part = part ?? name }
      }
      if let part { return (variable, part) }
    }
    return nil
  }

  static let alternative = PortabilityRule(
    isLost: { service, _, target in target.referencesByName && runtimeAlternative(service) != nil },
    finding: { service, _, targets in
      guard let variable = runtimeAlternative(service) else { return nil }
      return EmitFinding(
        .cannotExpress, "\(list(targets)) cannot choose between two values of `\(variable.name)` at run time",
        span: variable.span,
        help: ["let the variable be absent (`required: false`) and choose in the application"])
    })

  private static func runtimeAlternative(_ service: Service) -> Variable? {
    service.values.first { variable in
      var found = false
      variable.value?.walk { if case .alternative = $0 { found = true } }
      return found
    }
  }
}
