import Diagnostics

/// A schedule of five fields, in UTC: minute, hour, day of the month, month, day of the week.
package struct CronSchedule: Hashable, Sendable, CustomStringConvertible {
  /// As written, with single blanks.
  package let text: String
  /// Bit n is set where the field allows n. Sunday is 0.
  private let minutes: UInt64
  private let hours: UInt64
  private let days: UInt64
  private let months: UInt64
  private let weekdays: UInt64
  /// A day must fit both fields where one of them is `*`, else one of the two, as in every cron since Vixie's.
  private let needsBothDays: Bool

  package var description: String { text }

  private struct FieldRule {
    let name: String
    let range: ClosedRange<Int>
    let names: [String]
  }

  private static let rules = [
    FieldRule(name: "minute", range: 0...59, names: []),
    FieldRule(name: "hour", range: 0...23, names: []),
    FieldRule(name: "day of the month", range: 1...31, names: []),
    FieldRule(
      name: "month", range: 1...12,
      names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),
    FieldRule(name: "day of the week", range: 0...7, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
  ]

  /// What the words after `@` stand for.
  private static let nicknames = [
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
  ]

  package static func parse(_ text: String) -> Result<CronSchedule, ValueProblem> {
    let bytes = Array(text.utf8)
    func problem(_ range: Range<Int>, _ label: String, help: String? = nil) -> ValueProblem {
      ValueProblem(
        .malformedSchedule, range, "\(text.quotedForMessage) is not a cron expression", label: label,
        help: help.map { [$0] } ?? [])
    }
    let fields = fieldRanges(bytes)
    if bytes.first == UInt8(ascii: "@") {
      var result = problem(0..<bytes.count, "words like this are not understood by every platform")
      if let meant = nicknames[text.lowercased()] {
        result.replacement = ValueProblem.Replacement(meant, .unsafe)
      }
      return .failure(result)
    }
    guard fields.count == 5 else {
      let found = fields.count == 1 ? "1 field" : "\(fields.count) fields"
      let help =
        "write five fields: minute, hour, day of the month, month, day of the week; `0 3 * * *` is 3 o'clock UTC"
      return .failure(problem(0..<bytes.count, found, help: help))
    }
    var masks: [UInt64] = []
    for (rule, range) in zip(rules, fields) {
      switch mask(bytes, range, rule) {
      case .success(let mask): masks.append(mask)
      case .failure(let mistake): return .failure(problem(mistake.range, mistake.label))
      }
    }
    if masks[4] & (1 << 7) != 0 { masks[4] = (masks[4] | 1) & ~(1 << 7) }
    func isOpen(_ field: Int) -> Bool { bytes[fields[field].lowerBound] == UInt8(ascii: "*") }
    let schedule = CronSchedule(
      text: fields.map { String(decoding: bytes[$0], as: UTF8.self) }.joined(separator: " "),
      minutes: masks[0], hours: masks[1], days: masks[2], months: masks[3], weekdays: masks[4],
      needsBothDays: isOpen(2) || isOpen(4))
    guard schedule.hasDay else { return .failure(problem(fields[2], "no such day in these months")) }
    return .success(schedule)
  }

  private struct FieldMistake: Error {
    let range: Range<Int>
    let label: String
  }

  private static func fieldRanges(_ bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start: Int?
    for (offset, byte) in bytes.enumerated() {
      let isBlank = byte == 0x20 || byte == 0x09
      if isBlank, let begin = start {
        ranges.append(begin..<offset)
        start = nil
      } else if !isBlank, start == nil {
        start = offset
      }
    }
    if let start { ranges.append(start..<bytes.count) }
    return ranges
  }

  private static func mask(_ bytes: [UInt8], _ range: Range<Int>, _ rule: FieldRule) -> Result<UInt64, FieldMistake> {
    var mask: UInt64 = 0
    for item in bytes[range].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let whole = item.isEmpty ? range : item.startIndex..<item.endIndex
      let halves = item.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      guard (1...2).contains(halves.count), let base = halves.first, !base.isEmpty else {
        return .failure(FieldMistake(range: whole, label: "the \(rule.name) cannot be read"))
      }
      var bounds = rule.range
      if !base.elementsEqual([UInt8(ascii: "*")]) {
        let ends = base.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let numbers = ends.map { number($0, rule) }
        guard (1...2).contains(ends.count), let low = numbers[0], let high = numbers[numbers.count - 1], low <= high
        else {
          let names = rule.names.first.map { ", or names such as `\($0)`" } ?? ""
          return .failure(
            FieldMistake(
              range: whole, label: "the \(rule.name) is \(rule.range.lowerBound) to \(rule.range.upperBound)\(names)"))
        }
        if ends.count == 1, halves.count == 2 {
          return .failure(
            FieldMistake(range: whole, label: "a step needs a range: `\(low)-\(rule.range.upperBound)/…`"))
        }
        bounds = low...high
      }
      var step = 1
      if halves.count == 2 {
        guard let written = Int(String(decoding: halves[1], as: UTF8.self)), halves[1].allSatisfy(ValueScanner.isDigit),
          (1...60).contains(written)
        else { return .failure(FieldMistake(range: whole, label: "a step is a whole number from 1 on")) }
        step = written
      }
      for value in stride(from: bounds.lowerBound, through: bounds.upperBound, by: step) { mask |= 1 << UInt64(value) }
    }
    return .success(mask)
  }

  private static func number(_ bytes: ArraySlice<UInt8>, _ rule: FieldRule) -> Int? {
    let text = String(decoding: bytes, as: UTF8.self)
    if let index = rule.names.firstIndex(of: text.uppercased()) {
      return rule.names.count == 12 ? index + 1 : index
    }
    guard !bytes.isEmpty, bytes.count <= 2, bytes.allSatisfy(ValueScanner.isDigit), let value = Int(text) else {
      return nil
    }
    return rule.range.contains(value) ? value : nil
  }
}

extension CronSchedule {
  /// Seconds after midnight, where the job runs once every day at the same time.
  package var secondsAfterMidnight: Int? {
    guard days == 0xFFFF_FFFE, months == 0x1FFE, weekdays == 0x7F else { return nil }
    guard minutes.nonzeroBitCount == 1, hours.nonzeroBitCount == 1 else { return nil }
    return hours.trailingZeroBitCount * 3600 + minutes.trailingZeroBitCount * 60
  }

  /// The shortest time between two starts, in minutes.
  package var minimalGapMinutes: Int {
    var shortest = Int.max
    var first: Int?
    var last = 0
    for hour in 0..<24 where hours & (1 << UInt64(hour)) != 0 {
      for minute in 0..<60 where minutes & (1 << UInt64(minute)) != 0 {
        let time = hour * 60 + minute
        if first == nil { first = time } else { shortest = min(shortest, time - last) }
        last = time
      }
    }
    guard let first, let dayGap = minimalDayGap else { return shortest }
    return min(shortest, dayGap * 1440 - last + first)
  }

  /// Whether there is a day on which it runs, in any year.
  private var hasDay: Bool { minimalDayGap != nil || matchingDays(stopAfter: 1) > 0 }

  /// The least number of days from one day of running to the next.
  private var minimalDayGap: Int? {
    var shortest: Int?
    var last: Int?
    eachDay { day, matches in
      guard matches else { return true }
      if let last, day - last < shortest ?? .max { shortest = day - last }
      last = day
      return shortest != 1
    }
    return shortest
  }

  private func matchingDays(stopAfter limit: Int) -> Int {
    var count = 0
    eachDay { _, matches in
      if matches { count += 1 }
      return count < limit
    }
    return count
  }

  /// Walks the 28 years after which dates and days of the week fall together again; 2000 began on a Saturday.
  private func eachDay(_ visit: (_ day: Int, _ matches: Bool) -> Bool) {
    var day = 0
    for year in 0..<28 {
      let lengths = [31, year % 4 == 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      for (month, length) in lengths.enumerated() {
        for date in 1...length {
          let fitsDate = days & (1 << UInt64(date)) != 0
          let fitsWeekday = weekdays & (1 << UInt64((day + 6) % 7)) != 0
          let fits = needsBothDays ? fitsDate && fitsWeekday : fitsDate || fitsWeekday
          guard visit(day, fits && months & (1 << UInt64(month + 1)) != 0) else { return }
          day += 1
        }
      }
    }
  }
}
