import ArgumentParser
import Emit
import JSON
import Report

struct CostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost", abstract: "Estimate what environments cost in a month, idle and at their limits.",
    discussion: """
      Platforms that meter use are estimated at the prices that this version knows, whose date is printed. A machine has
      the price in `options.compose.machine`. Nothing is asked of a platform.

      EXAMPLES
        infracc cost
        infracc cost -e production --load 20%
        infracc cost --format json topology.yaml
      """)

  @OptionGroup var topology: TopologyArguments

  @Option(
    help: ArgumentHelp(
      "Add the cost at a share of the distance between idle and the limits, such as 20%.", valueName: "percent"))
  var load: Load?

  @Option(help: "How the report is printed.")
  var format = ListFormat.text

  /// A whole percentage, with or without its sign.
  struct Load: ExpressibleByArgument {
    let percent: Int

    init?(argument: String) {
      let digits = argument.hasSuffix("%") ? argument.dropLast() : argument[...]
      guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let percent = Int(digits), percent <= 100 else {
        return nil
      }
      self.percent = percent
    }
  }

  func run() throws {
    let programs = try topology.checked().programs(of: topology.environment)
    let report = CostReport(programs.map { ($0, $0.billings) }, load: load?.percent)
    switch format {
    case .text: Terminal.write(report.text(isWhole: topology.environment == nil))
    case .json: Terminal.write(JSONWriter.pretty(CostJSON.document(report)))
    }
  }
}
