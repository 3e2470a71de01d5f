import Diagnostics
import IR

/// Secrets whose values a target cannot carry.
extension PortabilityRules {
  static let lineBreaks = PortabilityRule(
    isLost: { service, program, target in target.refusesLineBreaks && multiline(service, program) != nil },
    finding: { service, program, targets in
      guard let found = multiline(service, program) else { return nil }
      return EmitFinding(
        .cannotExpress, "\(list(targets)) cannot give `\(found.secret.env)` line breaks", span: found.variable.span,
        notes: ["a value is one line of the env file there"],
        help: ["supply it encoded (base64) and let the program decode it, without `multiline`"])
    })

  /// The first variable with a secret whose value may have line breaks.
  private static func multiline(_ service: Service, _ program: Program) -> (variable: Variable, secret: SecretInfo)? {
    if !program.secrets.contains(where: \.isMultiline) { return nil }
    for variable in service.values {
      let secrets = variable.value?.secretIDs.compactMap { program.secret($0) } ?? []
      if let secret = secrets.first(where: \.isMultiline) { return (variable, secret) }
    }
    return nil
  }
}
