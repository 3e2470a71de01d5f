import Diagnostics
import Emit
import Output
import Testing

/// Versions of actions in a workflow belong to the tool that keeps them up to date: infracc neither calls them an edit by hand
/// nor takes them back.
@Suite("versions of actions in generated workflows") struct PinTests {
  private static let path = ".github/workflows/deploy.yml"
  private static let body = "jobs:\n  steps:\n    - uses: a/checkout@0123   # v1.0.0\n    - run: echo a@b\n"

  private static func workflow(_ body: String = body, leavesOutPins: Bool = true) -> OutputFile {
    let header = GeneratedHeader(
      .hash, subject: "all environments", topologyFile: "topology.yaml", leavesOutPins: leavesOutPins)
    let file = EmittedFile(base: .repository, path: path, header: header) { $0.write(body) }
    return OutputFile(file, group: OutputGroup(environment: nil, target: "github-actions"))
  }

  private static func edit(_ tree: TemporaryTree, _ old: String, _ new: String) throws {
    let text = try #require(tree.read(path))
    #expect(text.contains(old))
    try tree.put(path, text.replacing(old, with: new))
  }

  @Test("another version is no edit, for --check neither, and stays")
  func bumped() throws {
    let tree = try TemporaryTree()
    tree.build([Self.workflow()])
    try Self.edit(tree, "@0123   # v1.0.0", "@4567 # v2.0.0")
    let checked = tree.build([Self.workflow()], mode: .check)
    #expect(checked.exitCode == 0 && checked.total == .init(unchanged: 1), "\(checked.findings.map(\.message))")
    let built = tree.build([Self.workflow()])
    #expect(built.exitCode == 0 && built.total == .init(unchanged: 1))
    #expect(tree.read(Self.path)?.contains("@4567 # v2.0.0") == true)
    // The topology changes: what is written has the versions of the file, for other actions those of infracc.
    let more = Self.workflow(Self.body + "    - uses: a/setup@89ab   # v3.0.0\n")
    let changed = tree.build([more])
    #expect(changed.exitCode == 0 && changed.total == .init(written: 1), "\(changed.findings.map(\.message))")
    #expect(
      tree.read(Self.path)?.hasSuffix("@4567 # v2.0.0\n    - run: echo a@b\n    - uses: a/setup@89ab   # v3.0.0\n")
        == true)
    #expect(tree.build([more], mode: .check).exitCode == 0)
    let forced = try TemporaryTree()
    forced.build([Self.workflow()])
    try Self.edit(forced, "@0123", "@4567")
    #expect(forced.build([Self.workflow()], isForced: true).total == .init(written: 1))
  }

  @Test(
    "any other edit is refused",
    arguments: [("echo a@b", "echo a@c"), ("a/checkout", "b/checkout"), ("- run", "- name: x\n      run")])
  func edited(old: String, new: String) throws {
    let tree = try TemporaryTree()
    tree.build([Self.workflow()])
    try Self.edit(tree, old, new)
    let result = tree.build([Self.workflow()])
    #expect(result.findings.map(\.code) == ["E1105"])
    #expect(tree.read(Self.path)?.contains(new) == true)
  }

  @Test("in any other file a version is part of the hash")
  func others() throws {
    let tree = try TemporaryTree()
    tree.build([Self.workflow(leavesOutPins: false)])
    try Self.edit(tree, "@0123", "@4567")
    #expect(tree.build([Self.workflow(leavesOutPins: false)]).findings.map(\.code) == ["E1105"])
  }
}
