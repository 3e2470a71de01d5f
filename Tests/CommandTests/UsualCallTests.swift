import ArgumentParser
import Compiler
import JSON
import TestSupport
import Testing

@testable import infracc

/// The command lines that are read without ArgumentParser mean what ArgumentParser makes of them.
struct UsualCallTests {
  /// An option as ArgumentParser has it.
  struct Declared {
    let spellings: [String]
    /// Empty for a flag; else words that it takes and words that it does not take.
    let values: [String]
  }

  static let files = ["a.yaml", "-", "services/b/topology.yaml", "help", "check", "Ünder.yml"]
  /// What is mistaken for something else most easily.
  static let oddities = [
    "", "--", "--=", "-", "--help", "-h", "-x", "--unknown", "--infos=true", "--no-infos", "-e=staging", "-estaging",
    "-ff", "-fo", "--e", "-environment", "--Format", "--format=", "=", "-1", "--max-errors=-1", "+5", "05", "1e3",
    "--version", "--generate-completion-script",
  ]

  private static func declared(of command: String) throws -> [Declared] {
    let description = try parse(try infracc(CommandLinePage.option).stdout)
    let subcommands = try #require(description["command"]?["subcommands"]?.array)
    let found = try #require(subcommands.first { $0["commandName"]?.string == command })
    return try #require(found["arguments"]?.array).compactMap { argument in
      let spellings = (argument["names"]?.array ?? []).map { name in
        (name["kind"]?.string == "short" ? "-" : "--") + (name["name"]?.string ?? "")
      }
      // These two are only ever ArgumentParser's.
      guard !spellings.isEmpty, !spellings.contains("--help"), !spellings.contains("--version") else { return nil }
      let words = (argument["allValues"]?.array ?? []).compactMap(\.string)
      let values = words + (words.isEmpty ? ["7", "W1010", "0", "out/x"] : ["7"])
      return Declared(spellings: spellings, values: argument["kind"]?.string == "flag" ? [] : values)
    }
  }

  /// Both parsers over one command line.
  /// - Returns: whether it is read without ArgumentParser.
  @discardableResult
  private func agree(_ command: String, _ words: [String]) -> Bool {
    command == CheckCall.name
      ? agree(CheckCall.read(words[...]), (try? Check.parse(words))?.call, words)
      : agree(BuildCall.read(words[...]), (try? Build.parse(words))?.call, words)
  }

  private func agree<Call: UsualCall>(_ call: Call?, _ parsed: Call?, _ words: [String]) -> Bool {
    if let call { #expect(call == parsed, "\(Call.name) \(words)") }
    return call != nil
  }

  /// The declarations are those of ArgumentParser: each of its options is known, in each of its spellings.
  @Test(arguments: [CheckCall.name, BuildCall.name])
  func everyDeclaredOptionIsKnown(command: String) throws {
    #expect(agree(command, []))
    let declared = try Self.declared(of: command)
    #expect(declared.count > 7)
    for option in declared {
      for spelling in option.spellings {
        // One value at least goes well, and a flag does.
        let lines = option.values.isEmpty ? [[spelling]] : option.values.map { [spelling, $0] }
        let isRead = lines.map { line in
          agree(command, line + ["a.yaml"]) || (command == BuildCall.name && line == ["--emit-ir"])
        }
        #expect(isRead.contains(true), "\(command) \(spelling)")
        for value in option.values + [""] where spelling.hasPrefix("--") { agree(command, ["\(spelling)=\(value)"]) }
        agree(command, [spelling])
        agree(command, [spelling, spelling])
        for oddity in Self.oddities { agree(command, [spelling, oddity, "a.yaml"]) }
      }
    }
  }

  /// Words in any order and number, well or badly put together.
  @Test(arguments: [CheckCall.name, BuildCall.name])
  func mixturesMeanTheSame(command: String) throws {
    let declared = try Self.declared(of: command)
    var random = SplitMix(seed: 11)
    var read = 0
    let count = 1_000
    for _ in 0..<count {
      var words: [String] = []
      for _ in 0..<Int.random(in: 0...5, using: &random) {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: words.append(Self.oddities.randomElement(using: &random) ?? "")
        case 1, 2: words.append(Self.files.randomElement(using: &random) ?? "")
        default:
          guard let option = declared.randomElement(using: &random),
            let spelling = option.spellings.randomElement(using: &random)
          else { continue }
          guard let value = option.values.randomElement(using: &random) else {
            words.append(spelling)
            continue
          }
          let isAttached = spelling.hasPrefix("--") && Bool.random(using: &random)
          words += isAttached ? ["\(spelling)=\(value)"] : [spelling, value]
        }
      }
      if agree(command, words) { read += 1 }
    }
    #expect(read > count / 5)
  }
}

/// The same numbers on every machine.
private struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
