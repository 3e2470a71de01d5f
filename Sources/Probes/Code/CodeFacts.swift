import Model
/// What code says about its environment and its routes.
struct CodeFacts {
  struct Route {
    let path: String
    let file: RepositoryReader.File
    let place: Range<Int>
    /// Something beside it looks like a check of who asks.
    let isGuarded: Bool
  }

  /// A server that the code starts by itself.
  struct Listener {
    let file: RepositoryReader.File
    let place: Range<Int>
    var port: (number: Int, place: Range<Int>)?
    var host: (name: String, place: Range<Int>)?
    /// Without a host it listens on the loopback address.
    var isLocalByDefault = false
  }

  /// A scheduler that the code starts in its own process.
  struct Scheduler {
    let file: RepositoryReader.File
    let place: Range<Int>
  }

  /// What decides about the origins of requests is given an expression: its names, and the variables in it.
  struct OriginUse {
    let file: RepositoryReader.File
    let place: Range<Int>
    let words: Set<String>
  }

  /// A database as a schema of Prisma names it.
  struct Datasource {
    let provider: String
    /// The URLs that it accepts; nil: it is unknown.
    let type: ValueType?
    let file: RepositoryReader.File
    let place: Range<Int>
  }

  /// An object that a server or a worker runs, or a function that returns one.
  struct Application {
    let name: String
    /// What makes it: `FastAPI`, or the name of the function.
    let maker: String
    let isFactory: Bool
    let file: RepositoryReader.File
    let place: Range<Int>
  }

  /// The settings that are read. Those of classes and schemas come with `settle`.
  var reads: [SettingRead] = []
  var datasources: [Datasource] = []
  var settingsClasses = SettingsClasses()
  var databaseClients: [DatabaseClient] = []
  /// Names in the code for the address of Celery's results, and the words beside them.
  var resultBackends: Set<String> = []
  /// Whether the code configures TLS for Celery's results.
  var setsResultTLS = false
  /// Drivers that a text in the code adds to a scheme: `asyncpg` of `postgresql+asyncpg://`. A default is no such text,
  /// because it is used where nothing is set.
  private(set) var writtenDrivers: Set<String> = []
  var schemeTexts: [(text: String, file: RepositoryReader.File, place: Range<Int>)] = []
  /// Applications that Python files create at their top level.
  var applications: [Application] = []
  /// The modules that are named as Django's settings.
  var settingsModules: Set<String> = []
  /// Whether the code sets where static files are collected.
  var setsStaticRoot = false
  /// Names that the code sets by itself.
  var written: Set<String> = []
  /// Names are put together while the code runs, so any may be read.
  var computesNames = false
  var routes: [Route] = []
  var listeners: [Listener] = []
  var schedulers: [Scheduler] = []
  var origins: [OriginUse] = []
  /// Names of modules that some file imports, and of what is taken from them.
  var imported: Set<String> = []
  /// The names of the variables that the services are given.
  var names = NameIndex()
  /// The last parts of the paths that health is asked at.
  var segments = NameIndex()

  /// Adds what one file says.
  mutating func read(_ file: RepositoryReader.File, _ language: CodeLanguage) {
    file.bytes.withUnsafeBufferPointer { bytes in
      let tokens = CodeLexer.tokens(of: bytes, language)
      for token in tokens.tokens {
        switch token.kind {
        case .word: names.readWord(bytes, token.range)
        case .string:
          names.read(bytes, token.range)
          readSegment(bytes, token.range)
        case .template:
          names.read(bytes, token.range)
          readSegment(bytes, token.range)
        case .number, .symbol, .line: break
        }
      }
      let first = reads.count
      switch language {
      case .python:
        var reader = PythonReader(tokens: tokens, file: file)
        reader.read(into: &self)
        ApplicationReader(tokens: tokens, file: file).read(into: &self)
      case .javaScript:
        let reader = JavaScriptReader(tokens: tokens, file: file)
        reader.read(into: &self)
      case .go:
        var reader = GoReader(tokens: tokens, file: file)
        reader.read(into: &self)
      case .prisma: PrismaReader(tokens: tokens, file: file).read(into: &self)
      }
      SchedulerReader(tokens: tokens, file: file).read(language, into: &self)
      OriginReader(tokens: tokens, file: file).read(language, into: &self)
      settleDemands(from: first)
    }
  }

  /// Adds the words of a file that is no code.
  mutating func readWords(_ file: RepositoryReader.File) {
    file.bytes.withUnsafeBufferPointer { names.read($0, 0..<$0.count) }
  }

  /// What one place of a file asks for first, another one may rely on.
  private mutating func settleDemands(from first: Int) {
    guard reads.count > first else { return }
    let optional = Set(reads[first...].filter { !$0.isRequired && $0.reader != .schema }.map(\.name))
    for index in reads.indices[first...] where optional.contains(reads[index].name) {
      // What a schema requires is required, wherever else the name occurs.
      if reads[index].reader != .schema { reads[index].isRequired = false }
    }
  }

  /// Adds what the classes of all files read, once all of them were found.
  /// - Parameter isUsed: whether the code creates an object of the class with this name.
  mutating func settle(isUsed: (String) -> Bool) {
    let (found, areNamesKnown) = settingsClasses.reads(isUsed: isUsed)
    reads += found
    for read in found { for name in read.names { names.markFound(name) } }
    if !areNamesKnown { computesNames = true }
    settleDrivers()
    // From version 7 on the address is in another file than the provider.
    guard let source = datasources.first, datasources.allSatisfy({ $0.provider == source.provider }) else { return }
    for index in reads.indices where reads[index].reader == .prisma && reads[index].type == nil {
      reads[index].type = source.type
      reads[index].typeSource = source
    }
  }

  private mutating func settleDrivers() {
    guard !schemeTexts.isEmpty else { return }
    var defaults: Set<String> = []
    for read in reads {
      if case .text(let place) = read.fallback { defaults.insert("\(place.lowerBound) \(read.file.path)") }
    }
    for (text, file, place) in schemeTexts where !defaults.contains("\(place.lowerBound) \(file.path)") {
      for part in text.split(separator: "+").dropFirst() {
        writtenDrivers.insert(String(part.prefix { $0.isLetter || $0.isNumber || $0 == "_" }))
      }
    }
    schemeTexts = []
  }

  /// `/api/health`, `^health/$` and `health` all end in `health`.
  private mutating func readSegment(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    guard !segments.names.isEmpty, (1...200).contains(range.count) else { return }
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1] == UInt8(ascii: "/") || bytes[end - 1] == UInt8(ascii: "$") {
      end -= 1
    }
    var start = end
    while start > range.lowerBound, bytes[start - 1] != UInt8(ascii: "/"), bytes[start - 1] != UInt8(ascii: "^") {
      start -= 1
    }
    if start < end { segments.readWord(bytes, start..<end) }
  }
}
