package import Diagnostics

extension DiagnosticKind {
  package static let malformedOrigin = DiagnosticKind(
    "E0408", "malformed-origin",
    summary: "a text is not an origin",
    explanation: """
      An origin is what a browser sends along with a request: scheme, host and port, without a path, in lower case. Servers
      compare it with their list text by text, so `https://app.example.com/` with a slash at its end never matches, and every
      request from the browser is refused. `*` allows every origin and stands alone; together with credentials browsers refuse
      it.

      Write `https://app.example.com`, or refer to the service: `$<<frontend.origin>>`.
      """,
    failing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            ALLOWED_ORIGINS: https://app.example.com/
                                                    ^

      """#,
    passing: #"""
      infracc: 1
      project: shop
      services:
        api:
          type: flask
          variables:
            ALLOWED_ORIGINS: https://app.example.com

      """#, foreign: .speaks)
}
