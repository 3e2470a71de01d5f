package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let keyOfOtherClass = DiagnosticKind(
    "E0511", "key-of-other-class",
    summary: "a live key outside of production, or a test key in it",
    explanation: """
      Providers such as Stripe give two kinds of keys, and say in the key which one it is. A live key in staging
      charges real cards while somebody tries something; a test key in production takes orders that nobody ever pays
      for. Neither gives a failure that would be noticed.

      Write the test key in the base and the live one in the overlay of production. Secret keys do not belong into the
      file at all: declare them `external`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shop:
          type: nextjs
          variables:
            NEXT_PUBLIC_STRIPE_KEY: pk_test_4f8kQz71LmXw
                                    ^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        shop:
          type: nextjs
          variables:
            NEXT_PUBLIC_STRIPE_KEY: pk_live_9GtRw2PyBn5v
      """)
}

/// A live key outside of production, a test key in it.
package enum KeyOfOtherClass: VariableCheck {
  package static var kind: DiagnosticKind { .keyOfOtherClass }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard variable.literal?.utf8.dropFirst(2).first == UInt8(ascii: "_"),
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
