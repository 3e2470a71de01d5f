/// Finds schedulers that code starts in its own process.
struct SchedulerReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File

  /// Schedulers of APScheduler 3.11 and 4.0 that run beside other work (its user guide, "Choosing the right scheduler");
  /// `BlockingScheduler` is for processes that do nothing else. `APScheduler` is the one of Flask-APScheduler.
  private static let python: [StaticString] = [
    "BackgroundScheduler", "AsyncIOScheduler", "GeventScheduler", "TornadoScheduler", "TwistedScheduler", "QtScheduler",
    "AsyncScheduler", "APScheduler",
  ]

  /// Words by which a file chooses the one process that schedules.
  private static let choices = ["lock", "leader", "fcntl", "singleton", "redlock"]

  func read(_ language: CodeLanguage, into facts: inout CodeFacts) {
    let found =
      switch language {
      case .python: ofPython(&facts)
      case .javaScript: ofJavaScript(&facts)
      case .go, .prisma: nil as Range<Int>?
      }
    guard let found, !choosesProcess else { return }
    facts.schedulers.append(CodeFacts.Scheduler(file: file, place: found))
  }

  /// `BackgroundScheduler(…)` in a file that starts one.
  private func ofPython(_ facts: inout CodeFacts) -> Range<Int>? {
    var place: Range<Int>?
    var starts = false
    for index in tokens.indices where tokens.kind(index) == .word {
      if tokens.isWord(index, "import") || tokens.isWord(index, "from") { noteModules(from: index, &facts) }
      if place == nil, tokens.isSymbol(index + 1, "("), !tokens.isWord(index - 1, "class"),
        Self.python.contains(where: { tokens.isWord(index, $0) })
      {
        place = tokens.range(index)
      }
      let isStart = tokens.isWord(index, "start") || tokens.isWord(index, "start_in_background")
      if isStart, tokens.isSymbol(index - 1, "."), tokens.isSymbol(index + 1, "(") { starts = true }
    }
    return starts ? place : nil
  }

  /// The words of an import statement: modules, and what is taken from them.
  private func noteModules(from index: Int, _ facts: inout CodeFacts) {
    var next = index + 1
    while let kind = tokens.kind(next), kind != .line {
      if kind == .word { facts.imported.insert(tokens.text(next)) }
      next += 1
    }
  }

  /// `cron.schedule(…)` of node-cron, `schedule.scheduleJob(…)` of node-schedule, `new CronJob(…)` of cron, and
  /// `ScheduleModule.forRoot()` of @nestjs/schedule, in a file that names the package.
  private func ofJavaScript(_ facts: inout CodeFacts) -> Range<Int>? {
    var packages: Set<String> = []
    var place: Range<Int>?
    for index in tokens.indices {
      if tokens.isString(index) {
        let isModule =
          tokens.isWord(index - 1, "from") || tokens.isWord(index - 1, "import")
          || tokens.isSymbol(index - 1, "(")
            && (tokens.isWord(index - 2, "require") || tokens.isWord(index - 2, "import"))
        guard isModule else { continue }
        let name = tokens.text(index)
        packages.insert(name)
        let last = name.split(separator: "/").last.map { $0.prefix { $0 != "." } } ?? ""
        if name.utf8.first == UInt8(ascii: ".") { facts.imported.insert(String(last)) }
        continue
      }
      guard place == nil, tokens.kind(index) == .word,
        tokens.isSymbol(index + 1, "(") || tokens.isSymbol(index + 1, ".")
      else { continue }
      let isCall = tokens.isSymbol(index + 1, "(")
      if isCall, tokens.isWord(index, "schedule"), tokens.isSymbol(index - 1, "."), packages.contains("node-cron") {
        place = tokens.range(index)
      } else if isCall, tokens.isWord(index, "scheduleJob"), packages.contains("node-schedule") {
        place = tokens.range(index)
      } else if isCall, tokens.isWord(index, "CronJob"), tokens.isWord(index - 1, "new"), packages.contains("cron") {
        place = tokens.range(index)
      } else if !isCall, tokens.isWord(index, "ScheduleModule"), tokens.isWord(index + 2, "forRoot"),
        packages.contains("@nestjs/schedule")
      {
        place = tokens.range(index)
      }
    }
    return place
  }

  /// Whether some word of the file is about who may schedule.
  private var choosesProcess: Bool {
    tokens.indices.contains { index in
      switch tokens.kind(index) {
      case .word, .string:
        let text = tokens.text(index).lowercased()
        return text.utf8.count <= 60 && Self.choices.contains { text.contains($0) } && !text.contains("block")
          && !text.contains("clock")
      default: return false
      }
    }
  }
}
