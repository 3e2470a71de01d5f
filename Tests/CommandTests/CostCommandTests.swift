import Compiler
import Foundation
import JSON
import TestSupport
import Testing

/// `infracc cost`, as a person and a program read it.
struct CostCommandTests {
  private static let example = "examples/gayed-signals/topology.yaml"

  private func cost(_ arguments: String...) throws -> Output {
    try run(try Repository.program, ["cost"] + arguments + [Repository.path(Self.example)])
  }

  @Test func theReportOfAnExample() throws {
    let output = try cost("--no-probe")
    #expect(output.status == 0)
    #expect(output.stderr == "")
    #expect(
      output.stdout == """
        production, on Railway, a month                     idle    limits
          postgres     1 vCPU, 1 GiB, 10 GiB volume        $0.39    $31.50
          redis        0.5 vCPU, 512 MiB, 1 GiB volume     $0.16    $15.15
          backend      3 × 1 vCPU, 1 GiB                   $4.39    $90.00
          backtrader   1 vCPU, 1 GiB                       $1.47    $30.00
          frontend     0.5 vCPU, 512 MiB                   $0.88    $15.00
          total                                            $7.29   $181.65
        staging                                            $4.36    $82.95

        all environments: $11.65 to $264.60; the Pro plan makes it at least $20.00
        Prices of 2026-08-21 (Railway's documentation and CLI 5.43.1): memory $10 a GB, CPU $20 a vCPU, volume $0.15 a GB.
        idle: memory that processes hold when nothing happens, no CPU. limits: every limit in use nonstop, volumes full.
        Not in it: egress $0.05 a GB, backups $0.15 a GB, taxes. 1 GB is counted as 1 GiB (at most 7% more otherwise).

        """)
  }

  @Test(arguments: ["20", "20%"])
  func aLoadIsAColumn(load: String) throws {
    let output = try cost("--no-probe", "-e", "production", "--load", load)
    #expect(output.stdout.contains("idle    at 20%    limits\n"))
    #expect(output.stdout.contains("$7.29    $42.16   $181.65\n"))
    #expect(!output.stdout.contains("staging"))
  }

  @Test(arguments: [[], ["--load", "50"], ["-e", "staging"]])
  func theJSONIsThatOfTheSchema(arguments: [String]) throws {
    let output = try run(
      try Repository.program,
      ["cost", "--no-probe", "--format", "json"] + arguments + [Repository.path(Self.example)])
    #expect(try SchemaValidator.refusals(["cost.json": output.stdout], by: GeneratedFiles.costSchema) == [:])
    guard case .success(let document) = JSONReader.parse(Array(output.stdout.utf8)) else {
      return #expect(Bool(false), "\(output.stdout)")
    }
    #expect(document["version"] == 1)
    #expect(document["environments"]?.array?.count == (arguments == ["-e", "staging"] ? 1 : 2))
  }

  @Test func nothingIsComputedOfABrokenTopology() throws {
    let folder = try Shop.folder(Shop.broken)
    let output = try infracc("cost", in: folder)
    #expect(output.status == 1)
    #expect(output.stdout == "")
    #expect(output.stderr.contains("error[E0301]"))
  }

  @Test(arguments: [
    (["--load", "101"], "'101'"), (["--load", "a lot"], "'a lot'"), (["--load", "-1"], "missing value for '--load"),
    (["-e", "prod"], "there is no environment `prod`; there are `staging` and `production`"),
    (["--format", "xml"], "'text' and 'json'"), (["nowhere.yaml"], "cannot read `nowhere.yaml`: no such file"),
  ])
  func wrongUsageIsTwo(arguments: [String], complaint: String) throws {
    let folder = try Shop.folder()
    let output = try run(try Repository.program, ["cost"] + arguments, directory: folder.path)
    #expect(output.status == 2)
    #expect(output.stdout == "")
    #expect(output.stderr.contains(complaint), "\(output.stderr)")
  }

  /// The options that describe a machine are read like keys of the language.
  @Test(arguments: [
    ("{ cpu: four }", "`four` is not a CPU amount"), ("{ memory: 8 }", "a size needs a unit"),
    ("{ monthly: 24 EUR }", "`24 EUR` is not an amount of money"),
    ("{ monthly: -1 }", "`-1` is not an amount of money"),
    ("{ monthly: 1.234 }", "`1.234` is not an amount of money"), ("{ monthly: 1e30 }", "not an amount of money"),
    ("{ monthly: 1000000001 }", "`1000000001` is out of range"),
    ("{ currency: euro }", "`euro` is not the code of a currency"), ("{ cpus: 4 }", "unknown key `cpus`"),
    ("4", "`machine` is a mapping of"), ("{ cpu: [1] }", "`cpu` takes an amount of CPU"),
    ("{ cpu: 0.25, memory: 8GiB }", "the services may use 1.5 vCPU; the machine has 0.25 vCPU"),
    ("{ memory: 1GiB }", "the services may use 1.5 GiB; the machine has 1 GiB"),
  ])
  func aMachineIsChecked(machine: String, complaint: String) throws {
    let folder = try Shop.folder("options: { compose: { machine: \(machine) } }\n" + Shop.topology)
    let output = try infracc("check", in: folder)
    #expect(output.stderr.contains(complaint), "\(output.stderr)")
  }

  @Test func aMachineThatIsLargeEnoughIsQuiet() throws {
    let machine = "{ cpu: 1.5, memory: 1.5GiB, monthly: 24.50, currency: EUR }"
    let folder = try Shop.folder("options: { compose: { machine: \(machine) } }\n" + Shop.topology)
    let output = try infracc("check", in: folder)
    #expect(output.stderr.contains("no errors or warnings"), "\(output.stderr)")
  }
}
