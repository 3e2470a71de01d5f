import ArgumentParser
import Emit

struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: BuildCall.name, abstract: "Check a topology and write the files of its environments and targets.",
    discussion: """
      Files that you edited, or that were there before, are never overwritten; files that are up to date are not touched.

      EXAMPLES
        infracc build
        infracc build topology.yaml -e staging -t compose
        infracc build --check            fails when generated files are out of date
        infracc build --dry-run          says what would be written
        infracc build --dry-run --diff   shows what would change in the files
        infracc build --emit-ir | jq .   the checked, lowered form, for programs
      """)

  @Argument(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var file = BuildCall().file

  @Option(name: [.short, .customLong("environment")], help: "Only this environment; may be repeated.")
  var environments = BuildCall().environments

  @Option(
    name: [.short, .customLong("target")], help: "Only this target; may be repeated.",
    completion: .list(Emitters.all.map { $0.name }))
  var targets = BuildCall().targets

  @Option(
    name: [.short, .long], help: "The folder to write into; `infra` beside the topology.", completion: .directory)
  var output: String?

  @Option(help: "`tree`: everything below the output folder; `repo`: the places that tools look for.")
  var layout: OutputLayout.Style?

  @Flag(help: "Write nothing; fail with 4 when generated files are out of date.")
  var check = BuildCall().check

  @Flag(name: .customLong("dry-run"), help: "Write nothing; say what would be written.")
  var dryRun = BuildCall().dryRun

  @Flag(help: "Print what changes in the files, as `diff -u` does; with --dry-run or --check nothing is written.")
  var diff = BuildCall().diff

  @Flag(help: "Overwrite files that were edited by hand or were there before.")
  var force = BuildCall().force

  @Flag(name: .customLong("emit-ir"), help: "Print the IR as JSON instead of writing files.")
  var emitIR = BuildCall().emitIR

  @OptionGroup var input: InputArguments
  @OptionGroup var findings: FindingArguments

  var call: BuildCall {
    BuildCall(
      file: file, environments: environments, targets: targets, output: output, layout: layout, check: check,
      dryRun: dryRun, diff: diff, force: force, emitIR: emitIR, input: input.options, findings: findings.options)
  }

  func validate() throws { try refuse(call.problem) }

  func run() throws { try call.run() }
}
