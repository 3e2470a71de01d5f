import Resolution
import ArgumentParser
import Model

struct ConventionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conventions", abstract: "Print what the names of variables say about their values.",
    discussion: "EXAMPLES\n  infracc conventions\n  infracc conventions DATABASE_URL")

  @Argument(help: "A variable's name.")
  var name: String?

  func run() throws {
    if let name {
      guard let row = Conventions.convention(for: name) else {
        Terminal.write("\(name): string, by default\n")
        return
      }
      Terminal.write("\(name): \(Self.types(row)), because of \(row.name)\n")
      return
    }
    let width = (Conventions.all.map(\.name.count).max() ?? 0) + 2
    for row in Conventions.all {
      Terminal.write(row.name + String(repeating: " ", count: width - row.name.count) + Self.types(row) + "\n")
    }
  }

  private static func types(_ row: NameConvention) -> String {
    row.types.map(\.description).joined(separator: " or ") + (row.pattern.map { ", such as \($0.shape)" } ?? "")
  }
}
