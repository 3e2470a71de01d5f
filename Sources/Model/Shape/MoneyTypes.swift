import Diagnostics

extension FieldType where Value == Int {
  /// An amount of money, at most two digits after the point; in millionths of its unit.
  package static let money = FieldType.scalar(
    "an amount such as 24.50", schema: ValueSchemas.pattern("^[0-9]+(\\.[0-9]{1,2})?$", ["24.50"], orNumber: true)
  ) { text, node, decoder in
    var scanner = ValueScanner(text)
    let number = scanner.decimal()
    guard let number, scanner.isAtEnd, number.isExact(times: 100) else {
      decoder.report(.malformedValue, at: node.span, "\(text.quotedForMessage) is not an amount of money") {
        $0.help = ["write a number, at most two digits after the point and no currency, such as `24.50`"]
      }
      return nil
    }
    guard let micros = number.times(1_000_000), micros <= 1_000_000_000_000_000 else {
      decoder.report(.outOfRange, at: node.span, "\(text.quotedForMessage) is out of range (0–1000000000)")
      return nil
    }
    return micros
  }
}

extension FieldType where Value == String {
  /// The code of a currency in ISO 4217.
  package static let currency = FieldType.scalar(
    "a currency such as USD", schema: ValueSchemas.pattern("^[A-Z]{3}$", ["USD", "EUR"])
  ) { text, node, decoder in
    guard text.utf8.count == 3, text.utf8.allSatisfy(ValueScanner.isUppercase) else {
      decoder.report(.malformedValue, at: node.span, "\(text.quotedForMessage) is not the code of a currency") {
        $0.help = ["write the three capital letters of ISO 4217, such as `USD` or `EUR`"]
      }
      return nil
    }
    return text
  }
}
