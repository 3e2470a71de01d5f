package import Diagnostics
import Resolution
import Model

extension DiagnosticKind {
  package static let lowerCaseVariable = DiagnosticKind(
    "W0225", "lower-case-variable", tunable: true,
    summary: "the name of a variable has small letters",
    explanation: """
      Environment variables are written in capitals by convention, and names are compared exactly: on Linux
      `databaseUrl` and `DATABASE_URL` are two variables. A name in another style is mostly a setting copied from
      code, whose environment variable is called otherwise.

      Write it in capitals with `_` between the words. Names that really have small letters, such as `http_proxy` or
      `npm_config_…`, are known and pass.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            logLevel: info
            ^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          variables:
            LOG_LEVEL: info
      """)
}

/// `databaseUrl` among environment variables.
package enum LowerCaseVariable: Check {
  package static var kind: DiagnosticKind { .lowerCaseVariable }

  private static let known: Set<String> = ["http_proxy", "https_proxy", "no_proxy", "all_proxy", "ftp_proxy"]

  package static func run(in context: CheckContext) {
    for secret in context.analysis.symbols.secrets {
      check(secret.name, at: secret.nameSpan, secret.path, in: context)
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
