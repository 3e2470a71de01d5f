import IR
import Model
import Syntax

/// The filters that choose a unit, so that a number can become part of a text.
extension Filters {
  static let unitFilters: [Filter] = [
    unit("seconds", .duration, "seconds") { read(Interval.parse($0)).map { ($0.milliseconds, 1000) } },
    unit("millis", .duration, "milliseconds") { read(Interval.parse($0)).map { ($0.milliseconds, 1) } },
    unit("mib", .bytes, "MiB") { read(ByteSize.parse($0)).map { ($0.bytes, 1 << 20) } },
    unit("bytes", .bytes, "bytes") { read(ByteSize.parse($0)).map { ($0.bytes, 1) } },
  ]

  private static func read<T>(_ result: Result<T, ValueProblem>) -> T? {
    guard case .success(let value) = result else { return nil }
    return value
  }

  private static func unit(
    _ name: String, _ type: ValueType, _ words: String, _ amount: @escaping @Sendable (String) -> (Int, Int)?
  ) -> Filter {
    Filter(
      name, name, on: type.inWords, gives: "int", "the whole number of \(words)", accepts: { $0.type == type }
    ) { value, invocation in
      if let problem = invocation.none() { return .failure(problem) }
      guard let text = value.text, let (count, length) = amount(text) else {
        return .failure(invocation.mismatch("`\(name)` applies to a value that is known while compiling"))
      }
      guard count % length == 0 else {
        return .failure(
          invocation.mismatch("`\(text)` is no whole number of \(words)", help: ["choose a smaller unit"]))
      }
      return .success(TypedValue(expression: .literal(String(count / length)), type: .int, marks: value.marks))
    }
  }
}
