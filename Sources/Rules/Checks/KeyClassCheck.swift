package import Resolution
package import Diagnostics
import IR
import Model

/// A live key outside of production, a test key in it.
package enum KeyClassCheck: VariableCheck {
  package static var kind: DiagnosticKind { .keyOfOtherClass }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard variable.resolved.literal?.utf8.dropFirst(2).first == UInt8(ascii: "_"),
      let (text, node) = variable.writtenText(of: service, in: context), let liveness = Credentials.liveness(of: text),
      !variable.isUnsaid,
      // In the file it is wrong anyway.
      Credentials.find(in: text) == nil, (liveness == "live") != context.isProduction
    else { return }
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "a \(liveness) key in `\(context.environment.name)`"
    ) {
      $0.notes = [
        liveness == "live"
          ? "what is tried out there would charge real people" : "with a test key nothing that happens is real"
      ]
      $0.help = [
        liveness == "live"
          ? "write the test key here, and the live one under `environments:`, `production:`"
          : "write the live key under `environments:`, `\(context.environment.name):`"
      ]
    }
  }
}
