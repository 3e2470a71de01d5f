import Compiler
import Diagnostics
import TestSupport
import Testing

/// Where fixes put what they add, and what they leave of what they take away.
struct FixPlacementTests {
  private func fixed(_ text: String) -> String {
    let result = Fixer.run(path: "topology.yaml", bytes: Array(text.utf8), allowsUnsafe: true)
    return String(decoding: result.bytes, as: UTF8.self)
  }

  @Test func whatIsAddedStandsWherePeopleLookForIt() {
    let before = """
      infracc: 1
      project: shop
      targets: [compose]

      services:
        postgres:
          version: 16
          resources: { storage: 1GiB }   # enough

        api:
          type: fastapi
          public: true   # everybody
          variables:
            SECRET_KEY: your-secret-key
            DB: $<<postgres.DATABASE_URL>>

      environments: { production: {} }

      """
    let after = """
      infracc: 1
      project: shop
      targets: [compose]

      services:
        postgres:
          version: 16
          resources: { storage: 1GiB }   # enough
          backup: { schedule: "0 3 * * *", keep: 14d }

        api:
          type: fastapi
          public: true   # everybody
          health: /health
          secrets: { SECRET_KEY: generate }
          variables:
            DB: $<<postgres.DATABASE_URL>>

      environments: { production: {} }

      """
    #expect(fixed(before) == after)
  }

  @Test func flowStyleStaysFlowStyle() {
    let before = """
      { infracc: 1, project: shop, targets: [compose], services: { redis: { version: 8, tuning: { save: ["900 1"] } },
        api: { type: fastapi, public: true, variables: { SECRET_KEY: your-secret-key, A: "1" } } } }

      """
    let after = """
      { infracc: 1, project: shop, targets: [compose], services: { redis: { version: 8, resources: { storage: 1GiB }, tuning: { save: ["900 1"] } },
        api: { type: fastapi, public: true, health: /health, secrets: { SECRET_KEY: generate }, variables: { A: "1" } } } }

      """
    #expect(fixed(before) == after)
  }

  /// The last variable takes `variables:` along, and the blank line behind it stays.
  @Test func nothingEmptyIsLeft() {
    let before = """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        old:
          type: flask
          variables:
            FLASK_ENV: production   # gone since 2.3

        new: { type: flask, variables: { FLASK_ENV: production } }

      """
    let after = """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        old:
          type: flask

        new: { type: flask }

      """
    #expect(fixed(before) == after)
  }
}
