import Resolution
package import Diagnostics
import Model

/// `databaseUrl` among environment variables.
package enum LowerCaseVariableCheck: Check {
  package static var kind: DiagnosticKind { .lowerCaseVariable }

  private static let known: Set<String> = ["http_proxy", "https_proxy", "no_proxy", "all_proxy", "ftp_proxy"]

  package static func run(in context: CheckContext) {
    for secret in context.analysis.symbols.secrets {
      check(secret.name, at: secret.nameSpan, "secrets.\(secret.name)", in: context)
    }
    for shared in context.analysis.symbols.shared {
      check(shared.name, at: shared.nameSpan, "variables.\(shared.name)", in: context)
    }
    for service in context.services {
      for variable in service.declaration.variables {
        check(variable.name, at: variable.nameSpan, "services.\(service.name).variables.\(variable.name)", in: context)
      }
    }
  }

  private static func check(
    _ name: String, at span: Span, _ path: @autoclosure () -> String, in context: CheckContext
  ) {
    guard name.utf8.contains(where: { (97...122).contains($0) }), !known.contains(name),
      !name.hasPrefix("npm_config_")
    else { return }
    context.report(kind, at: span, path: path(), "variable names are upper case: `\(name)`") {
      $0.notes = ["to a program `\(name)` and `\(upperCase(name))` are two variables; nearly all read the latter"]
      $0.help = ["write `\(upperCase(name))`, if the program reads that"]
    }
  }

  /// `DATABASE_URL` of `databaseUrl`.
  static func upperCase(_ name: String) -> String {
    var result = ""
    var wasLower = false
    for character in name {
      if character.isUppercase, wasLower { result.append("_") }
      wasLower = character.isLowercase || character.isNumber
      result += character.uppercased()
    }
    return result
  }
}
