/// Sizes and numbers as comments of generated files write them: exact, short, without locale.
package enum Quantities {
  package static let mebibyte = 1 << 20

  /// `1 GiB`, `512 MiB`, `1536 MiB`: the largest binary unit that divides exactly.
  package static func size(_ bytes: Int) -> String {
    let units = [("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
    for (name, factor) in units where bytes != 0 && bytes % factor == 0 { return "\(bytes / factor) \(name)" }
    return "\(bytes) B"
  }

  /// The same for people who compare: `1 GiB`, `307.2 MiB`. One digit behind the point, rounded half up.
  package static func roundedSize(_ bytes: Int) -> String {
    let units = [("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10)]
    if bytes != 0, bytes % mebibyte == 0 { return size(bytes) }
    for (name, shift) in units where bytes >= 1 << shift {
      let (whole, rest) = bytes.quotientAndRemainder(dividingBy: 1 << shift)
      let tenths = whole * 10 + (rest * 10 + (1 << (shift - 1))) >> shift
      return tenths % 10 == 0 ? "\(tenths / 10) \(name)" : "\(tenths / 10).\(tenths % 10) \(name)"
    }
    return "\(bytes) B"
  }

  /// `0.5 vCPU` of 500 thousandths.
  package static func cpu(milli: Int) -> String { decimal(thousandths: milli) + " vCPU" }

  /// `0.5` of 500.
  package static func decimal(thousandths: Int) -> String { decimal(Double(thousandths) / 1000, places: 3) }

  /// `0.5%` of 50 hundredths of a percent: exact, as the language writes it.
  package static func percent(hundredths: Int) -> String {
    decimal(Double(hundredths) / 100) + "%"
  }

  /// `25 s`, `2500 ms`.
  package static func duration(milliseconds: Int) -> String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }

  /// The same of long ones, in the largest unit that divides exactly: `7 days`, `36 hours`.
  package static func longDuration(milliseconds: Int) -> String {
    let units = [("day", 86_400_000), ("hour", 3_600_000), ("minute", 60_000)]
    for (name, factor) in units where milliseconds > 0 && milliseconds % factor == 0 {
      return milliseconds == factor ? "1 \(name)" : "\(milliseconds / factor) \(name)s"
    }
    return duration(milliseconds: milliseconds)
  }

  /// At most `places` decimals, rounded half up, without trailing zeros: `0.5`, `5.65`, `3`.
  package static func decimal(_ value: Double, places: Int = 2) -> String {
    var factor = 1
    for _ in 0..<places { factor *= 10 }
    let scaled = rounded(value.magnitude * Double(factor))
    var fraction = String(scaled % factor)
    fraction = String(repeating: "0", count: places - fraction.count) + fraction
    while fraction.last == "0" { fraction.removeLast() }
    let sign = value < 0 && scaled != 0 ? "-" : ""
    return sign + "\(scaled / factor)" + (fraction.isEmpty ? "" : "." + fraction)
  }

  // Conversions instead of `rounded()`, which would need the mathematics library of the system. `value` is not negative.

  /// Half up to a whole number.
  package static func rounded(_ value: Double) -> Int { whole(value + 0.5) }

  /// Up to a whole number.
  package static func ceiling(_ value: Double) -> Int {
    let lower = whole(value)
    return Double(lower) < value ? lower + 1 : lower
  }

  /// The digits before the point; what does not fit is the largest number that a sum can still hold.
  private static func whole(_ value: Double) -> Int { value.magnitude < 0x1p60 ? Int(value) : 1 << 60 }
}
