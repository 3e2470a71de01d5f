import Compiler
import Diagnostics
import Emit
import IR
import Report
import Testing

/// What differs in the files of a target is seen by the comparison and has a class there; what differs nowhere has none.
@Suite("Difference laws")
struct DifferenceLawTests {
  @Test("a key that changes the files of a target has a class there", arguments: ServiceKey.allCases)
  func everyChangeHasAClass(key: ServiceKey) throws {
    for sample in KeySample.all(key) {
      let all = DeployTarget.builtIn.map(\.name).joined(separator: ", ")
      let both = Pair(sample, targets: all)
      for target in DeployTarget.builtIn {
        // One target that cannot express it keeps all files from being written.
        let pair = both.hasErrors ? Pair(sample, targets: target.name) : both
        if pair.hasErrors { continue }
        try compare(pair.without, pair.with, key, target, sample)
        try compare(pair.with, pair.without, key, target, sample)
      }
    }
  }

  private func compare(
    _ old: Lowered, _ new: Lowered, _ key: ServiceKey, _ target: DeployTarget, _ sample: KeySample
  ) throws {
    let difference = try #require(old.difference(to: new, on: target))
    let what: Comment = "\(key.rawValue) on \(target.name): \(sample.with)"
    let severity = difference.worst[target.name] ?? .none
    if old.running(target) == new.running(target) {
      // Somebody acts, another image is built, or data are not there, although no file of the target says it.
      let isFelt = severity >= .reload && severity < .rebuild && Self.cautious[target.name]?.contains(key) != true
      #expect(!isFelt, "\(severity) \(what)")
      return
    }
    #expect(!difference.isEmpty, what)
    if severity == .none {
      let isKnown = Self.untouched[target.name]?.contains(key) == true
      #expect(isKnown, "\(old.changed(new, target)) \(what)")
    }
  }

  /// Keys whose change touches nothing that runs although a file says it: the tool compares without them, adds to what
  /// runs, or reads them at the next occasion.
  private static let untouched: [String: Set<ServiceKey>] = [
    "compose": [
      .needs, .scale, .scaleReplicas, .enabled, .buildSecrets,
    ],
    // The cron service that copies dumps reads them at its next run.
    "railway": [
      .buildWatch, .scale, .scaleReplicas, .schedule, .enabled, .backupTo, .backupToURL, .backupToEndpoint,
      .backupToSecret,
    ],
    "procfile": [.enabled],
    "kubernetes": [
      .enabled, .scale, .scaleReplicas, .schedule, .singleton, .backup, .backupSchedule, .backupKeep,
    ],
  ]

  /// Keys that are taken to replace a container although the target may ignore this value of them.
  private static let cautious: [String: Set<ServiceKey>] = [
    "railway": [.stopGrace, .portsProtocol, .healthCommand, .variablesRequired],
    "kubernetes": [.restart, .restartPolicy],
    "procfile": [.variablesWhen, .variablesVisible, .buildToolchain, .buildToolchainTool],
  ]

  @Test("what means the same is no difference", arguments: Self.equal)
  func equalTopologies(pair: (String, String)) throws {
    let (before, after) = (Lowered(pair.0), Lowered(pair.1))
    #expect(!before.hasErrors && !after.hasErrors)
    for target in DeployTarget.builtIn {
      let difference = try #require(before.difference(to: after, on: target))
      #expect(difference.isEmpty && difference.consequences.isEmpty, "\(DifferenceText(difference).render())")
    }
  }

  private static let equal: [(String, String)] =
    [
      ("memory: 1GiB, cpu: 1", "cpu: 1000m, memory: 1024MiB"),
      ("memory: 1GiB, cpu: 0.5", "memory: 1GiB # half\n, cpu: 500m"),
    ].map { (topology(resources: $0.0), topology(resources: $0.1)) } + [
      (
        topology(scale: "scale: {}"), topology(scale: "")
      ),
      (
        topology(scale: "", overlay: "{ services: { api: { scale: { replicas: 2 } } } }"),
        topology(scale: "scale: { replicas: 2 }", overlay: "{}")
      ),
    ]

  private static func topology(
    resources: String = "memory: 512MiB", scale: String = "", overlay: String = "{}"
  ) -> String {
    """
    infracc: 1
    project: shop
    targets: [compose, railway]
    services:
      api:
        type: fastapi
        root: ./api
        health: /health
        resources: { \(resources) }
        \(scale)
    environments:
      production: \(overlay)
    """
  }

  /// A sample without its key and with it.
  private struct Pair {
    let without: Lowered
    let with: Lowered
    var hasErrors: Bool { without.hasErrors || with.hasErrors }

    init(_ sample: KeySample, targets: String) {
      without = Lowered(KeySample.topology(sample.without, target: targets, isLocal: sample.isLocal))
      with = Lowered(KeySample.topology(sample.with, target: targets, isLocal: sample.isLocal))
    }
  }

  private struct Lowered {
    let files: [String: [String]]
    let program: Program?
    let hasErrors: Bool

    init(_ text: String) {
      let compilation = Checked(text).compilation
      program = compilation.programs.first
      hasErrors = compilation.hasErrors
      files = Dictionary(
        compilation.emit(EmissionRequest(layout: OutputLayout())).files.map { built in
          let lines = built.file.content.split(separator: "\n").map(String.init)
          return (built.file.path, lines.filter { !$0.contains("infracc:sha256") })
        }
      ) { first, _ in first }
    }

    /// What the target itself reads, without comments.
    func running(_ target: DeployTarget) -> [String: [String]] {
      files.filter { path, _ in
        (path.contains("\(target.name)/") || path.contains("gunicorn/")) && !path.hasSuffix(".md")
          && !path.hasSuffix("secrets.sh")
      }.mapValues { $0.compactMap(Self.withoutComment) }
    }

    /// Nil: the line is a comment.
    private static func withoutComment(_ line: String) -> String? {
      let bare = line.drop { $0 == " " }
      if bare.hasPrefix("#") || bare.hasPrefix("//") { return nil }
      let end = line.firstRange(of: " # ")?.lowerBound ?? line.endIndex
      var text = line[..<end]
      while text.last == " " { text.removeLast() }
      return String(text)
    }

    /// The lines that only one side has, for the message.
    func changed(_ other: Lowered, _ target: DeployTarget) -> [String] {
      let (mine, theirs) = (running(target), other.running(target))
      var result: [String] = []
      for path in Set(mine.keys).union(theirs.keys).sorted() {
        let (before, after) = (mine[path] ?? [], theirs[path] ?? [])
        for line in after where !before.contains(line) { result.append(path + " +" + line) }
        for line in before where !after.contains(line) { result.append(path + " -" + line) }
      }
      return result
    }

    func difference(to other: Lowered, on target: DeployTarget) -> Difference? {
      guard let program, let new = other.program else { return nil }
      var difference = Difference(
        from: .init(name: "before", program: program), to: .init(name: "after", program: new)
      ) { $1 }
      difference.addEffects(overlaps: target.capabilities.overlapsRollouts)
      difference.addConsequences(on: [
        ChangeTarget(
          name: target.name, cell: { target.change($0) }, remedy: { target.remedy($0) },
          isWithoutGap: { target.isWithoutGap($0) })
      ])
      return difference
    }
  }
}
