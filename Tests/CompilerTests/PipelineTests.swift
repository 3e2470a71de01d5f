import Compiler
import Diagnostics
import Emit
import IR
import TestSupport
import Testing

/// The target `github-actions` in a topology: what it needs, what it says, and which files it writes where.
@Suite("the target github-actions") struct PipelineTests {
  private static let setup = "options: { github-actions: { setup: [./setup.sh] } }"

  private static func checked(
    _ targets: String, options: String = setup, environments: String = "{ production: {} }",
    api: String = ""
  ) -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      targets: \(targets)
      \(options)
      services:
        api: { type: fastapi, root: ./api, health: /health, public: true\(api) }
      environments: \(environments)

      """)
  }

  private static func files(_ checked: Checked, _ layout: OutputLayout = OutputLayout()) -> [EmittedFile] {
    checked.compilation.emit(EmissionRequest(targets: ["github-actions"], layout: layout)).files.map(\.file)
  }

  @Test(
    "without `setup` it is E0202 at its name, with a line to paste",
    arguments: ["", "options: { github-actions: { setup: [] } }"])
  func setupIsNeeded(options: String) {
    let checked = Self.checked("[railway, scripts, github-actions]", options: options)
    #expect(checked.codes.contains("E0202"))
    #expect(checked.marked("E0202") == "github-actions")
    #expect(checked.first("E0202")?.help.first?.contains("setup: [\"./ci/setup-infracc.sh\"]") == true)
    #expect(checked.first("E0202")?.notes == ["this version of infracc has no release that a pipeline could install"])
  }

  @Test("`setup` is a list of commands")
  func setupIsAList() {
    let text = Self.checked(
      "[railway, scripts, github-actions]", options: "options: { github-actions: { setup: ./a.sh } }")
    #expect(text.marked("E0204") == "./a.sh", "\(text.diagnostics.map(\.message))")
    let unknown = Self.checked(
      "[railway, scripts, github-actions]", options: "options: { github-actions: { setup: [./a.sh], runner: x } }")
    #expect(unknown.marked("E0201") == "runner")
  }

  @Test("without the scripts that it calls it is E0902; a target with a script of its own needs none")
  func scriptsAreNeeded() {
    let compose = Self.checked("[compose, github-actions]")
    #expect(compose.marked("E0902") == "github-actions")
    #expect(compose.first("E0902")?.help == ["add `scripts` to `targets`"])
    #expect(compose.first("E0902")?.notes.first?.contains("scripts/compose/deploy.sh") == true)
    let options =
      "options: { github-actions: { setup: [./a.sh] }, kubernetes: { registry: ghcr.io/acme, domain: example.com, ingress: { class: nginx } } }"
    let kubernetes = Self.checked("[kubernetes, github-actions]", options: options)
    #expect(!kubernetes.codes.contains { $0.hasPrefix("E") }, "\(kubernetes.diagnostics.map(\.message))")
  }

  @Test("a cluster needs a registry that the pipeline can push to")
  func registry() {
    let options =
      "options: { github-actions: { setup: [./a.sh] }, kubernetes: { domain: example.com, ingress: { class: nginx } } }"
    let result = Self.checked("[kubernetes, github-actions]", options: options)
    #expect(result.first("E0902")?.message.contains("without a registry") == true, "\(result.codes)")
    let pushed = Self.checked(
      "[kubernetes, github-actions]", options: options, api: ", build: { push: ghcr.io/acme/api }")
    #expect(!pushed.codes.contains("E0902"))
  }

  @Test("Railway's other formats name no version of its command line", arguments: ["json", "iac-python"])
  func formats(format: String) {
    let result = Self.checked(
      "[railway, scripts, github-actions]",
      options: "options: { github-actions: { setup: [./a.sh] }, railway: { format: \(format) } }")
    #expect(result.marked("E0902") == format, "\(result.diagnostics.map(\.message))")
  }

  @Test("of several targets the first is deployed to, and the others are named; `deploy` chooses")
  func several() {
    let result = Self.checked("[railway, compose, procfile, scripts, github-actions]")
    let notes = result.diagnostics.filter { $0.code == "I0914" && $0.message.contains("pipeline") }
    #expect(notes.map(\.message) == ["the pipeline deploys to Railway, not to compose"])
    #expect(Self.files(result).last?.content.contains("scripts/railway/deploy.sh") == true)
    let chosen = Self.checked(
      "[railway, compose, scripts, github-actions]",
      options: "options: { github-actions: { setup: [./a.sh], deploy: compose } }")
    #expect(!chosen.diagnostics.contains { $0.code == "I0914" && $0.message.contains("pipeline") })
    #expect(Self.files(chosen).last?.content.contains("scripts/compose/deploy.sh") == true)
    let unlisted = Self.checked(
      "[railway, scripts, github-actions]",
      options: "options: { github-actions: { setup: [./a.sh], deploy: kubernetes } }")
    #expect(unlisted.marked("E0902") == "kubernetes")
    #expect(unlisted.first("E0902")?.help == ["write one that is listed: `railway`"])
  }

  @Test("previews have no job; Railway's own are named")
  func previews() {
    let environments = "{ production: {}, preview: { kind: preview, ttl: 7d } }"
    let railway = Self.checked("[railway, scripts, github-actions]", environments: environments)
    let finding = railway.diagnostics.first { $0.message == "the pipeline has no job for previews" }
    #expect(finding?.code == "I0914" && finding?.notes.first?.contains("PR Environments") == true)
    let deploy = Self.files(railway).last?.content ?? ""
    #expect(!deploy.contains("preview"))
  }

  @Test("a target that no pipeline deploys to is named, and pull requests are still checked")
  func nothingToDeploy() {
    let result = Self.checked("[procfile, github-actions]")
    #expect(result.diagnostics.contains { $0.message == "a pipeline cannot deploy to procfile" })
    #expect(Self.files(result).map(\.path) == [".github/workflows/infracc.yml"])
  }

  @Test("what GitHub would evaluate in a command is refused")
  func expressions() {
    let command = Self.checked(
      "[railway, scripts, github-actions]", api: ", checks: { test: \"echo ${{ github.actor }}\" }")
    #expect(command.codes.contains("E0916") || command.codes.contains("E0315"), "\(command.codes)")
    let setup = Self.checked(
      "[railway, scripts, github-actions]",
      options: "options: { github-actions: { setup: [\"echo ${{ github.token }}\"] } }")
    #expect(setup.codes.contains { ["E0916", "E0315"].contains($0) }, "\(setup.codes)")
  }

  @Test("a machine, Railway and a cluster, with tests and images: as recorded")
  func recorded() throws {
    let text = try Repository.text("Tests/Fixtures/pipeline/topology.yaml")
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
    #expect(!compilation.hasErrors, "\(compilation.diagnostics.map { "\($0.code) \($0.message)" })")
    let built = compilation.emit(EmissionRequest(targets: ["github-actions"], layout: OutputLayout())).files
    let files = Dictionary(uniqueKeysWithValues: built.map { ($0.file.path, $0.file.content) })
    for text in files.values { #expect(GeneratedHeader.verify(Array(text.utf8)) == true) }
    Golden.expect(files, folder: "pipeline/expected")
  }

  @Test("both files are beside the topology in both layouts; a directory of one's own holds them")
  func places() {
    let checked = Self.checked("[railway, scripts, github-actions]")
    let paths = [".github/workflows/infracc.yml", ".github/workflows/deploy.yml"]
    for style in OutputLayout.Style.allCases {
      let files = Self.files(checked, OutputLayout(style: style))
      #expect(files.map(\.path) == paths && files.allSatisfy { $0.base == .repository && $0.leavesOutPins })
    }
    let trial = Self.files(checked, OutputLayout(outputFolder: "trial"))
    #expect(trial.map(\.path) == paths && trial.allSatisfy { $0.base == .output })
    #expect(trial.last?.content.contains("run: trial/production/scripts/railway/deploy.sh --yes --rollback") == true)
  }
}
