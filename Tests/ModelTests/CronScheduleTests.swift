import Diagnostics
import Model
import Testing

@Suite struct CronScheduleTests {
  @Test(arguments: [
    ("0 3 * * *", 1440, 10_800), ("30 3 * * *", 1440, 12_600), ("*/5 * * * *", 5, nil), ("* * * * *", 1, nil),
    ("0 0 * * 0", 10_080, nil), ("0 0 * * SUN,mon", 1440, nil), ("0 0 1 JAN *", 525_600, nil),
    ("0 9-17 * * 1-5", 60, nil), ("59,1 23,0 * * *", 2, nil), ("0 0 1,15 * *", 14 * 1440, nil),
    ("0 0 29 2 *", 4 * 365 * 1440 + 1440, nil), ("0 0 1 * 1", 1440, nil), ("*/45 * * * *", 15, nil),
    ("0 12 * * 7", 10_080, nil), ("0 0 * * 5-7", 1440, nil), ("0  0\t* * *", 1440, 0), ("1-59/2 * * * *", 2, nil),
  ])
  func reads(_ text: String, _ gap: Int, _ daily: Int?) throws {
    let schedule = try CronSchedule.parse(text).get()
    #expect(schedule.minimalGapMinutes == gap)
    #expect(schedule.secondsAfterMidnight == daily)
  }

  @Test(arguments: [
    ("* * * *", "* * * *", "4 fields"), ("0 0 3 * * *", "0 0 3 * * *", "6 fields"), ("", "", "0 fields"),
    ("60 * * * *", "60", "the minute is 0 to 59"), ("* 24 * * *", "24", "the hour is 0 to 23"),
    ("* * 0 * *", "0", "the day of the month is 1 to 31"),
    ("* * * FOO *", "FOO", "the month is 1 to 12, or names such as `JAN`"),
    ("* * * * 8", "8", "the day of the week is 0 to 7, or names such as `SUN`"),
    ("5-1 * * * *", "5-1", "the minute is 0 to 59"), ("*/0 * * * *", "*/0", "a step is a whole number from 1 on"),
    ("5/15 * * * *", "5/15", "a step needs a range: `5-59/…`"), ("1,,2 * * * *", "1,,2", "the minute cannot be read"),
    ("0 0 30 2 *", "30", "no such day in these months"), ("0 0 ? * *", "?", "the day of the month is 1 to 31"),
  ])
  func refuses(_ text: String, _ place: String, _ label: String) {
    guard case .failure(let problem) = CronSchedule.parse(text) else {
      Issue.record("\(text) was read")
      return
    }
    #expect(problem.kind.code == "E0218")
    #expect(problem.label == label)
    #expect(String(decoding: Array(text.utf8)[problem.range], as: UTF8.self) == place)
  }

  @Test func nicknamesAreSpelledOut() {
    guard case .failure(let problem) = CronSchedule.parse("@daily") else {
      Issue.record("@daily was read")
      return
    }
    #expect(problem.replacement?.text == "0 0 * * *")
  }
}
