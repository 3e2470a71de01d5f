package import Diagnostics

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
