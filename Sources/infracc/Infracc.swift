import ArgumentParser
@main
struct Infracc: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "infracc", abstract: "A declarative infrastructure compiler.")
}
