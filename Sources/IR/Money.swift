/// Amounts of money for people. What is computed is in millionths (`Micros`); what is printed is in cents.
package enum Money {
  /// Rounded half up.
  /// - Parameter micros: not negative.
  package static func cents(_ micros: Micros) -> Int { micros / 10_000 + (micros % 10_000 >= 5_000 ? 1 : 0) }

  /// The cents of the rows of a sum, so that they add up to those of the sum: each is rounded down, and the cents that
  /// are then missing go to the rows that lost most (largest remainders), the first of equal ones. A row is off by less
  /// than a cent.
  /// - Parameter rows: not negative.
  package static func cents(of rows: [Micros]) -> [Int] {
    var cents = rows.map { $0 / 10_000 }
    let missing = self.cents(rows.reduce(0) { $0.plus($1) }) - cents.reduce(0) { $0.plus($1) }
    let losses = rows.indices.sorted {
      (rows[$1] % 10_000, $0) < (rows[$0] % 10_000, $1)
    }
    for index in losses.prefix(max(0, missing)) { cents[index] += 1 }
    return cents
  }

  /// `$1,234.50`, `-$0.05`, `24.00 EUR`.
  /// - Parameter currency: a code of ISO 4217.
  package static func text(cents: Int, _ currency: String) -> String {
    let whole = cents.magnitude / 100
    let rest = cents.magnitude % 100
    let number = grouped(String(whole)) + (rest < 10 ? ".0\(rest)" : ".\(rest)")
    let sign = cents < 0 ? "-" : ""
    return currency == "USD" ? sign + "$" + number : sign + number + " " + currency
  }

  /// In whole units, rounded half up: `$7`, `182 EUR`.
  package static func text(wholeOf cents: Int, _ currency: String) -> String {
    let number = grouped(String(cents / 100 + (cents % 100 >= 50 ? 1 : 0)))
    return currency == "USD" ? "$" + number : number + " " + currency
  }

  /// A comma before each group of three digits.
  private static func grouped(_ digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.utf8.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }
}

extension Int {
  /// The sum, or the nearest number that there is.
  package func plus(_ other: Int) -> Int {
    let (sum, isOut) = addingReportingOverflow(other)
    return isOut ? (other < 0 ? .min : .max) : sum
  }

  /// The product, or the nearest number that there is.
  package func times(_ other: Int) -> Int {
    let (product, isOut) = multipliedReportingOverflow(by: other)
    return isOut ? ((self < 0) == (other < 0) ? .max : .min) : product
  }
}
