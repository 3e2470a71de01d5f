import IR
import Model

/// What a key of a service comes to once defaults are filled in, as the language would spell it.
enum EffectiveValue {
  /// Nil where the key has no single value, or the service none of that kind.
  static func text(of key: ServiceKey, in service: IR.Service) -> String? {
    // The secret of a backup is named, and policies compare what is written.
    key == .backupToSecret ? nil : service.value(of: key).map(spelled)
  }

  private static func spelled(_ value: KeyValue) -> String {
    switch value {
    case .text(let text): text
    case .number(let number): String(number)
    case .boolean(let flag): String(flag)
    case .percent(let percent): "\(percent)%"
    case .share(let hundredths): Percent(hundredths: hundredths).canonical
    case .bytes(let bytes): ByteSize(bytes: bytes).canonical
    case .cpu(let millicores): CPUAmount(millicores: millicores).canonical
    case .duration(let milliseconds): Interval(milliseconds: milliseconds).canonical
    }
  }
}
