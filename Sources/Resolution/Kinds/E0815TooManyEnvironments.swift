package import Diagnostics

extension DiagnosticKind {
  package static let tooManyEnvironments = DiagnosticKind(
    "E0815", "too-many-environments",
    summary: "there are more environments than one topology can have",
    explanation: """
      Every environment is merged, resolved and checked as a whole, and gets files of its own. A topology has at most 64
      environments, `production` included, and fewer where it has thousands of services: environments × services is at
      most 100 000.

      A copy for each pull request needs one environment of kind `preview`, whatever the number of pull requests. A copy
      for each customer is a project of its own.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        postgres: {}
      environments: {
        e0: {}, e1: {}, e2: {}, e3: {}, e4: {}, e5: {}, e6: {}, e7: {},
        e8: {}, e9: {}, e10: {}, e11: {}, e12: {}, e13: {}, e14: {}, e15: {},
        e16: {}, e17: {}, e18: {}, e19: {}, e20: {}, e21: {}, e22: {}, e23: {},
        e24: {}, e25: {}, e26: {}, e27: {}, e28: {}, e29: {}, e30: {}, e31: {},
        e32: {}, e33: {}, e34: {}, e35: {}, e36: {}, e37: {}, e38: {}, e39: {},
        e40: {}, e41: {}, e42: {}, e43: {}, e44: {}, e45: {}, e46: {}, e47: {},
        e48: {}, e49: {}, e50: {}, e51: {}, e52: {}, e53: {}, e54: {}, e55: {},
        e56: {}, e57: {}, e58: {}, e59: {}, e60: {}, e61: {}, e62: {},
        e63: {} }
        ^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        postgres:
          backup: { schedule: "0 3 * * *" }
      environments:
        production: {}
        preview: { kind: preview, ttl: 7d, from: production }
      """)
}
