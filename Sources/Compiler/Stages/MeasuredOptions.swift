import Diagnostics
import Emit
import IR
import JSON
import Model

/// Options of targets that are quantities: read as such, and numbers in a program.
enum MeasuredOptions {
  /// The program with a number in place of each quantity that an option has as text. What cannot be read was reported.
  static func numbers(of topology: Topology, in program: Program) -> Program {
    var program = program
    let decoder = Decoder(bag: DiagnosticBag())
    for written in topology.options {
      for option in Emitters.named(written.name)?.options ?? [] where !option.measures.isEmpty {
        guard case .object(var options)? = program.options[written.name],
          case .object(var members)? = options[option.name]
        else { continue }
        for (name, measure) in option.measures {
          members[name] = written.value[option.name]?[name].flatMap { measure.read($0, decoder) }
        }
        options[option.name] = .object(members)
        program.options[written.name] = .object(options)
      }
    }
    return program
  }
}

extension EmitterOption.Measure {
  var schema: JSONValue {
    switch self {
    case .cpu: FieldType<Int>.cpu.schema
    case .size: FieldType<Int>.bytes.schema
    case .money: FieldType<Int>.money.schema
    case .currency: FieldType<String>.currency.schema
    }
  }

  /// - Returns: Nil for what is no such quantity, which is reported.
  func read(_ node: ConfigNode, _ decoder: Decoder) -> JSONValue? {
    switch self {
    case .cpu: FieldType<Int>.cpu.read(node, decoder).map { .int($0) }
    case .size: FieldType<Int>.bytes.read(node, decoder).map { .int($0) }
    case .money: FieldType<Int>.money.read(node, decoder).map { .int($0) }
    case .currency: FieldType<String>.currency.read(node, decoder).map { .string($0) }
    }
  }
}
