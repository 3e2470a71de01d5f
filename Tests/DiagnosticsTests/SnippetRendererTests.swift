import Diagnostics
import Testing

@Suite struct SnippetRendererTests {
  private typealias Label = Diagnostic.Label

  @Test func secondaryAboveWithAGap() {
    let sample = Sample(
      "seed1-as-written.yaml", [14: "      max_connections: 100", 39: "      DB_POOL_SIZE: 10"])
    let report = sample.render(
      finding(
        "E0701", sample.span(39, "10"),
        "services may open 180 connections to `gayed-signals-postgres`, which accepts 97", label: "up to 180 from here"
      ) {
        $0.secondary = [Label(sample.span(14, "100"), "100 connections, 3 kept for superusers")]
        $0.notes = ["gayed-signals-backend: 3 replicas × 2 workers × (pool 10 + overflow 20) = 180"]
        $0.help = [
          "keep size + overflow at or below 16 (for example size 8, overflow 8), or put a pooler in front: "
            + "`pooler: transaction`"
        ]
      })
    expectGolden("E0701-connection-budget", report)
  }

  @Test func twoLabelsOnOneLine() {
    let sample = Sample(
      "seed1-as-written.yaml", [57: "      NEXT_PUBLIC_API_URL: $<<gayed-signals-backend.private_url>>"])
    let report = sample.render(
      finding(
        "E0601", sample.span(57, "$<<gayed-signals-backend.private_url>>"),
        "`NEXT_PUBLIC_API_URL` is read in the browser, which cannot reach the private network",
        label: "a private address"
      ) {
        $0.secondary = [Label(sample.span(57, "NEXT_PUBLIC_API_URL"), "browser-side: `NEXT_PUBLIC_` prefix")]
        $0.help = ["write `$<<gayed-signals-backend.public_url>>`"]
      })
    expectGolden("E0601-private-address-in-browser", report)
  }

  @Test func placesAboveAndBelow() {
    let sample = Sample(
      "seed1-as-written.yaml",
      [
        19: "    resources: { cpu: 0.5, memory: 512MB }", 21: "      maxmemory: 512mb",
        23: "      save: [\"900 1\", \"300 10\", \"60 10000\"]",
      ])
    let report = sample.render(
      finding(
        "E0703", sample.span(21, "512mb"), "redis may use 512 MiB, all of the 512 MiB its container has",
        label: "no headroom"
      ) {
        $0.secondary = [
          Label(sample.span(19, "512MB"), "the container is killed above this"),
          Label(
            sample.span(23, "[\"900 1\", \"300 10\", \"60 10000\"]"),
            "a snapshot forks: written pages are copied while it runs"),
        ]
        $0.help = ["write `auto`: 60 % of memory, 307.2 MiB"]
      })
    expectGolden("E0703-memory-without-headroom", report)
  }

  @Test func twoHelps() {
    let sample = Sample("seed2-as-written.yaml", [26: "      REDIS_URL: ${{Redis.REDIS_URI}}"])
    let report = sample.render(
      finding(
        "E0302", sample.span(26, "REDIS_URI"), "`redis` (redis) has no output `REDIS_URI`", label: "unknown output"
      ) {
        $0.help = [
          "did you mean `REDIS_URL`?", "it has: REDIS_URL, REDISHOST, REDISPORT, REDISUSER, REDISPASSWORD",
        ]
      })
    expectGolden("E0302-unknown-output", report)
  }

  /// One report for each rule of the layout that the samples of the design do not show.
  @Test func layout() {
    let sample = Sample(
      "topology.yaml",
      text: "a: { b: 1, c: 2, d: 3 }\n\tx:\ty # tabs\nname: 漢字 e\u{301}😀 end\n\nlast: |\n  one  \n  two\nz: 1")
    func places(_ texts: String...) -> [Label] { texts.map { Label(sample.span(1, $0), "label of \($0)") } }
    let several = finding("E0001", sample.span(1, "d"), "several labels on one line", label: "the last") {
      $0.secondary = places("a", "b", "c")
      $0.environments = ["staging", "preview"]
    }
    let enclosed = finding("W0002", sample.span(1, "c: 2"), "a place inside another one", label: "inner") {
      $0.secondary = [Label(sample.span(1, "{ b: 1, c: 2, d: 3 }"), "outer")]
      $0.targets = ["railway", "compose"]
      $0.fixes = [FixIt("write `c: 3`", .safe, [])]
    }
    let tabs = finding("E0003", sample.span(2, "y"), "tabs end at multiples of four") {
      $0.secondary = [Label(sample.span(2, "x"), "")]
      $0.notes = ["the first line\nand a second one"]
    }
    let wide = finding("I0004", sample.span(3, "😀"), "wide and combining characters", label: "two columns") {
      $0.secondary = [Label(sample.span(3, "漢字"), "four columns"), Label(sample.span(3, "e\u{301}"), "one")]
      $0.fixes = [FixIt("not shown beside a help", .unsafe, [])]
      $0.help = ["a help"]
    }
    let long = finding("E0005", sample.span(5, "|\n  one  \n  two"), "a place of three lines", label: "begins here")
    let many = finding("E0006", sample.span(5, "last: |\n  one  "), "a place of two lines") {
      $0.secondary = [Label(sample.span(6, "  \n  two"), "ends with blanks")]
    }
    let empty = finding(
      "E0007", sample.span(from: sample.count, to: sample.count), "the end of the file", label: "here")
    let nowhere = finding("E0008", .nowhere, "not in any text") { $0.notes = ["a note"] }
    expectGolden("layout", sample.render(several, enclosed, tabs, wide, long, many, empty, nowhere))
  }

  @Test func otherFilesFollow() {
    var sources = SourceSet()
    let first = sources.add(path: "topology.yaml", bytes: Array("a: 1\nb: 2\n".utf8))
    let second = sources.add(path: "base/topology.yaml", bytes: Array("x: 1\n".utf8))
    let third = sources.add(path: "empty.yaml", bytes: [])
    let diagnostic = finding("E0001", Span(file: second.id, start: 3, end: 4), "two files", label: "primary") {
      $0.secondary = [
        Label(Span(file: first.id, start: 5, end: 6), "secondary"), Label(.startOfFile(third.id), "nothing here"),
      ]
    }
    let report = SnippetRenderer.render(RenderRequest([diagnostic], sources: sources))
    #expect(
      report == """
        error[E0001]: two files
         --> base/topology.yaml:1:4
          |
        1 | x: 1
          |    ^ primary
         ::: topology.yaml:2:1
          |
        2 | b: 2
          | - secondary
         ::: empty.yaml:1:1

        1 error

        """)
  }

  @Test func coloursOnlyAddEscapes() {
    let sample = Sample("t.yaml", text: "key: value\n")
    let diagnostic = finding("E0001", sample.span(1, "value"), "message", label: "label") {
      $0.secondary = [Label(sample.span(1, "key"), "other")]
      $0.notes = ["note"]
    }
    let plain = sample.render(diagnostic)
    let coloured = sample.render(diagnostic, decorator: Decorator(isEnabled: true))
    #expect(!plain.contains("\u{1B}"))
    #expect(coloured.contains("\u{1B}[1;31merror[E0001]\u{1B}[0m"))
    #expect(coloured.contains("\u{1B}[1;31m^^^^^\u{1B}[0m \u{1B}[1;31mlabel\u{1B}[0m"))
    #expect(coloured.contains("\u{1B}[1;34m---\u{1B}[0m"))
    #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test func textOfOthersCannotActOnTheTerminal() {
    let sample = Sample("a\u{1B}[2J.yaml", text: "k: \u{1B}[31mred\u{202E}\u{7F} end\r\n")
    let report = sample.render(
      finding("E0001", sample.span(1, "red"), "`\u{1B}]0;x\u{7}`", label: "\u{9B}1m") { $0.notes = ["\r\u{8}"] })
    #expect(report.unicodeScalars.allSatisfy { $0 == "\n" || !($0.properties.generalCategory == .control) })
    #expect(!report.unicodeScalars.contains("\u{202E}"))
    #expect(report.contains("1 | k: ␛[31mred�␡ end\n  |         ^^^ �1m\n"))
  }

  @Test func brokenBytesAreShownOneByOne() {
    let sample = Sample("t.yaml", bytes: Array("k: ".utf8) + [0xFF, 0xC3, 0x28, 0xED, 0xA0, 0x80] + Array(" x\n".utf8))
    #expect(sample.render(finding("E0001", sample.span(1, "x"))).contains("1 | k: ��(��� x\n  |           ^\n"))
  }

  @Test func theSummaryCountsAndLeavesOut() {
    let sample = Sample("t.yaml", text: "a\nb\nc\nd\ne\n")
    let diagnostics = [
      finding("W0001", sample.span(1, "a")), finding("E0002", sample.span(2, "b")),
      finding("I0003", sample.span(3, "c")),
      finding("E0004", sample.span(4, "d")) { $0.fixes = [FixIt("fix", .safe, [])] },
      finding("W0005", sample.span(5, "e")),
    ]
    var request = RenderRequest(diagnostics, sources: sample.sources, fixCommand: "infracc fix")
    #expect(
      SnippetRenderer.render(request).hasSuffix("\n\n2 errors, 2 warnings, 1 info (1 can be fixed with infracc fix)\n"))
    request.limit = 3
    request.fixCommand = nil
    let report = SnippetRenderer.render(request)
    #expect(
      report.split(separator: "\n").filter { $0.contains("]: ") }.map { $0.prefix(14) }
        == ["warning[W0001]", "error[E0002]: ", "error[E0004]: "])
    #expect(report.hasSuffix("… and 1 warning, 1 info more, not shown\n\n2 errors, 2 warnings, 1 info\n"))
    request.diagnostics = []
    #expect(SnippetRenderer.render(request).isEmpty)
  }
}
