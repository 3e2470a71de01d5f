package import Diagnostics

extension DiagnosticKind {
  package static let unencodedInURL = DiagnosticKind(
    "W0515", "unencoded-in-url", tunable: true,
    summary: "a supplied value goes into a URL as it is",
    explanation: """
      Characters such as `@`, `:`, `/` and `#` have a meaning in a URL, and a password that contains one of them
      splits it in the wrong place. This value is supplied by an operator. For the targets listed here infracc does
      not see it when the URL is put together, so whoever enters it must have encoded it.

      Promise a safe alphabet: `charset: url` under the secret, or `generate` it. Other targets, which cannot leave
      that to anybody, report `E0909`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [procfile]
      secrets: { MQ_PASSWORD: external }
      services:
        worker:
          type: worker
          start: python worker.py
          variables:
            MQ_URL: amqp://shop:$<<shared.MQ_PASSWORD>>@mq.example.com:5672/
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [procfile]
      secrets: { MQ_PASSWORD: { source: external, charset: url } }
      services:
        worker:
          type: worker
          start: python worker.py
          variables:
            MQ_URL: amqp://shop:$<<shared.MQ_PASSWORD>>@mq.example.com:5672/
      """)
}
