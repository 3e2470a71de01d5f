import Emit
import Files
import IR
import Probes

/// What files of the repository hold that targets must know of: those that services mount, those that a store runs at its
/// first start, and hand-written Dockerfiles. Compose compares what its file states, never what a mounted file holds, so
/// that a digest must be among what it states; other targets write the files into their own.
struct MountedFiles {
  /// The largest file that is read, in bytes.
  private static let mostBytes = 1 << 20

  private let access: FileAccess
  /// Each file is read once.
  private var known: [String: FileContent?] = [:]
  private var digests: [String: String] = [:]

  /// Notes what the programs' targets need of them.
  static func note(in programs: inout [Program], _ access: FileAccess?) {
    guard let access else { return }
    var files = MountedFiles(access: access)
    for index in programs.indices { files.note(in: &programs[index]) }
  }

  private init(access: FileAccess) { self.access = access }

  private mutating func note(in program: inout Program) {
    let targets = program.targets.compactMap { Emitters.named($0)?.capabilities }
    let embeds = targets.contains { $0.embedsFiles }
    let numbersUsers = targets.contains { $0.numbersUsers }
    for service in program.services.indices {
      for file in program.services[service].files.indices {
        guard case .repository(let path) = program.services[service].files[file].source else { continue }
        program.services[service].files[file].digest = digest(path)
        if embeds { program.contents[path] = content(path) }
      }
      if embeds, let store = program.services[service].store {
        for path in store.initFiles { program.contents[path] = content(path) }
      }
      if numbersUsers, let build = program.services[service].build, build.target == nil,
        let path = build.dockerfile, case .bytes(let bytes)? = content(path)
      {
        program.services[service].build?.account = Self.account(DockerfileText(bytes))
      }
    }
  }

  private mutating func content(_ path: String) -> FileContent? {
    if let content = known[path] { return content }
    var content: FileContent?
    do {
      content = .bytes(try access.whole(path, atMost: Self.mostBytes))
    } catch {
      if case .tooLarge = error { content = .tooLarge }
    }
    known[path] = .some(content)
    return content
  }

  private mutating func digest(_ path: String) -> String? {
    if let digest = digests[path] { return digest }
    guard case .bytes(let bytes)? = content(path) else { return nil }
    let digest = String(sha256Hex(bytes).prefix(10))
    digests[path] = digest
    return digest
  }

  /// The user and the group that the last stage ends with; nil: the base image's, a name, or root.
  private static func account(_ text: DockerfileText) -> Store.Account? {
    let stages = text.instructions.map(\.stage).max() ?? 0
    guard let user = text.instructions.last(where: { $0.keyword == "USER" && $0.stage == stages }),
      let word = DockerfileText.words(user.text).first
    else { return nil }
    let numbers = word.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard let number = numbers.first.flatMap({ $0 }), number > 0 else { return nil }
    return Store.Account(number, numbers.count > 1 ? numbers[1] ?? number : number)
  }
}
