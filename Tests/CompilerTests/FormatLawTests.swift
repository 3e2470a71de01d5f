import Compiler
import Diagnostics
import Foundation
import IR
import JSON
import TestSupport
import Testing

/// What `infracc fmt` promises: nothing that is said changes, nothing that was written is lost, and once is enough.
@Suite struct FormatLawTests {
  /// Whole files, examples of the catalogue that can be read as YAML, and generated topologies.
  private static let texts: [(name: String, text: String)] = {
    let files =
      Examples.paths
      + ["minimal", "neg", "seed1-as-written", "seed2-as-written"].map {
        "Tests/Fixtures/topologies/\($0).yaml"
      } + EmissionGoldens.cases.map { "Tests/Fixtures/emit/\($0)/topology.yaml" }
    var texts = files.map { ($0, (try? Repository.text($0)) ?? "") }
    for kind in Catalog.all {
      texts.append(("\(kind.code) right", kind.passing + "\n"))
      texts.append(("\(kind.code) wrong", ExplainPage.withoutMarks(kind.failing) + "\n"))
    }
    for seed in 0..<120 { texts.append(("generated \(seed)", GeneratedTopology(seed: UInt64(seed)).text)) }
    return texts
  }()

  @Test func lawsHoldForAllTexts() throws {
    var formatted = 0
    for (name, text) in Self.texts {
      let before = Compilation.run(path: "t.yaml", bytes: Array(text.utf8))
      let isReadable = !before.diagnostics.contains { $0.code.hasPrefix("E010") || $0.code.hasPrefix("E011") }
      guard case .formatted(let bytes) = TopologyFormatter.format(path: "t.yaml", bytes: Array(text.utf8)) else {
        // Only what is not YAML may be refused.
        #expect(!isReadable, "\(name)")
        continue
      }
      formatted += 1
      let after = Compilation.run(path: "t.yaml", bytes: bytes)
      let result = String(decoding: bytes, as: UTF8.self)
      #expect(Self.programs(before) == Self.programs(after), "\(name)\n\(result)")
      #expect(Self.comments(text) == Self.comments(result), "\(name)\n\(result)")
      guard case .formatted(let again) = TopologyFormatter.format(path: "t.yaml", bytes: bytes) else {
        #expect(Bool(false), "\(name): its own result is refused")
        continue
      }
      #expect(again == bytes, "\(name)\n\(result)")
    }
    #expect(formatted > 300)
  }

  /// The same texts with Windows line breaks, and after a comment that tells bytes from columns.
  @Test func variationsAreFormattedTheSame() throws {
    for (name, text) in Self.texts {
      guard let plain = Self.format(text) else { continue }
      let crlf = Self.format(text.replacingOccurrences(of: "\n", with: "\r\n"))
      #expect(crlf?.replacingOccurrences(of: "\r\n", with: "\n") == plain, "\(name)")
      #expect(Self.format("# 👩‍🚀 é 漢\n\n" + text) == "# 👩‍🚀 é 漢\n\n" + plain, "\(name)")
    }
  }

  private static let loose = """
    # A modeline.

    # About the version.
    project:    shop
    infracc: 1


    services:
        api:   # the code
            variables:
                URL:   "${{ postgres.DATABASE_URL  |driver('asyncpg') }}"
                PLAIN: ${{Postgres.PGHOST}}
                TEXT: >-
                        folded
                        text

                # below TEXT
                LIST: [ a,b ,   c ]
                OTHER: |
                      #!/bin/sh
                      exit 0
            # why so much
            resources: {memory: 1024MB,cpu: 500m}
            type:    fastapi
            use:
            - TOKEN     # for the provider
            # and this
            - OTHER_TOKEN
        # no code
        postgres: {   }
            # inside of nothing

    secrets: {TOKEN: external,
              # the other one
              OTHER_TOKEN: generate}
    targets:
    - compose
    # the end
    """

  private static let laidOut = """
    # A modeline.

    infracc: 1
    # About the version.
    project: shop
    targets:
      - compose

    secrets:
      TOKEN: external
      # the other one
      OTHER_TOKEN: generate

    services:
      api:   # the code
        type: fastapi
        # why so much
        resources: { cpu: 0.5, memory: 1GiB }
        use:
          - TOKEN     # for the provider
          # and this
          - OTHER_TOKEN
        variables:
          URL: "$<<postgres.DATABASE_URL | driver(\\"asyncpg\\")>>"
          PLAIN: $<<Postgres.PGHOST>>
          TEXT: >-
            folded
            text

          # below TEXT
          LIST: [a, b, c]
          OTHER: |
            #!/bin/sh
            exit 0
      # no code
      postgres: {}
      # inside of nothing
    # the end

    """

  @Test func layout() throws {
    let result = Self.format(Self.loose)
    #expect(result == Self.laidOut, "\(result ?? "refused")")
  }

  @Test func longListsAreFilledAndLongMappingsAreOpened() throws {
    let names = (1...12).map { "VARIABLE_NUMBER_\($0)" }
    let declared = names.map { "\($0): generate" }.joined(separator: ", ")
    let text = """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { \(declared) }
      services:
        api: { type: fastapi, health: /, use: [\(names.joined(separator: ", "))] }

      """
    let result = try #require(Self.format(text))
    for line in result.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    #expect(result.contains("secrets:\n  VARIABLE_NUMBER_1: generate\n"))
    #expect(result.contains("    use: [VARIABLE_NUMBER_1, VARIABLE_NUMBER_2,"))
    #expect(result.contains(",\n          VARIABLE_NUMBER_"))
  }

  @Test func anchorsKeepTheirOrder() throws {
    let text = """
      infracc: 1
      x-small: &small { memory: 256MB }
      services:
        a: { health: /, resources: *small, type: fastapi }
        b:
          <<: &b
            type: fastapi
          health: /
      project: shop
      targets: [compose]

      """
    let result = try #require(Self.format(text))
    #expect(result.contains("x-small: &small { memory: 256MB }\n"))
    #expect(result.contains("  a: { health: /, resources: *small, type: fastapi }\n"))
    #expect(result.contains("    <<: &b\n      type: fastapi\n"))
    #expect(result.hasSuffix("project: shop\ntargets: [compose]\n"))
  }

  @Test(arguments: [
    "infracc: 1\nproject: \"shop\n", "", "- a\n", "a: [b\n", "? a\n: b\n", "a: |+\n  b\n\nc: d\n",
  ])
  func whatCannotBeFormattedIsRefused(text: String) {
    guard case .refused(let findings, _) = TopologyFormatter.format(path: "t.yaml", bytes: Array(text.utf8)) else {
      return #expect(Bool(false), "formatted")
    }
    #expect(findings.contains { $0.severity == .error })
  }

  // MARK: -

  private static func format(_ text: String) -> String? {
    guard case .formatted(let bytes) = TopologyFormatter.format(path: "t.yaml", bytes: Array(text.utf8)) else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func programs(_ compilation: Compilation) -> JSONValue {
    TopologyFormatter.withoutPlaces(IRCoding.document(compilation.programs, compiler: ""))
  }

  /// What stands behind `#`, sorted: keys may move.
  private static func comments(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      line.range(of: "(^|\\s)#.*$", options: .regularExpression).map {
        line[$0].trimmingCharacters(in: .whitespaces)
      }
    }.sorted()
  }
}
