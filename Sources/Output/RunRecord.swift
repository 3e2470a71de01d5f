import Glibc

/// What a run of the compiler depended on, and what it said. A later run with the same question (`key`), for which
/// every file is as it was, need not do the work again.
///
/// Files are compared as make and git do it, by what `stat` says of them, not by content. A record is never taken of a
/// file that changed just before or during the run: a second change within one tick of the file system's clock could
/// not be seen.
package struct RunRecord: Equatable, Sendable {
  /// A text that went to standard output (1) or standard error (2).
  package struct Message: Equatable, Sendable {
    package let descriptor: Int32
    package let text: String

    package init(descriptor: Int32, text: String) {
      self.descriptor = descriptor
      self.text = text
    }
  }

  /// Something in the file system that the run looked at.
  package struct Dependency: Equatable, Sendable {
    package enum Kind: UInt8, Sendable {
      /// A file that was read, whatever symbolic links lead to it.
      case input
      /// A file that the run keeps up to date; a symbolic link would be something else.
      case output
      /// A folder on the way to an output: what lies in it is not asked for.
      case folder
      /// Only whether something is there.
      case presence
    }

    package let kind: Kind
    package let path: String

    package init(_ kind: Kind, _ path: String) {
      self.kind = kind
      self.path = path
    }
  }

  /// What `stat` says of a dependency; all zero where there is nothing.
  struct State: Equatable, Sendable {
    var device: Int64 = 0
    var inode: Int64 = 0
    var mode: Int64 = 0
    var size: Int64 = 0
    /// In nanoseconds since 1970.
    var modified: Int64 = 0
    var changed: Int64 = 0

    static let fieldCount = 6
    var fields: [Int64] { [device, inode, mode, size, modified, changed] }
  }

  /// How long before the run a file must have been left alone: the clocks of file systems tick every 10 ms (ext4) to
  /// 2 s (FAT).
  package static let quiet: Int64 = 2_000_000_000

  private(set) var key: [UInt8]
  private(set) var dependencies: [(dependency: Dependency, state: State)] = []
  private(set) var messages: [Message]

  /// Looks at the dependencies. Nil when one of them changed too short a time before `started`, or when what was seen
  /// of it during the run (`presences`) is no longer so.
  /// - Parameter started: when the run began, in nanoseconds since 1970.
  package init?(
    key: [UInt8], dependencies: [Dependency], presences: [(path: String, isThere: Bool)], messages: [Message],
    started: Int64
  ) {
    self.key = key
    self.messages = messages
    for dependency in dependencies {
      let state = State.now(dependency)
      guard state.inode != 0, state.changed + Self.quiet < started else { return nil }
      self.dependencies.append((dependency, state))
    }
    for (path, isThere) in presences {
      let dependency = Dependency(.presence, path)
      let state = State.now(dependency)
      guard (state.mode != 0) == isThere else { return nil }
      self.dependencies.append((dependency, state))
    }
  }

  package static func == (a: RunRecord, b: RunRecord) -> Bool { a.bytes == b.bytes }
}

extension RunRecord.State {
  fileprivate static func now(_ dependency: RunRecord.Dependency) -> Self {
    dependency.path.withCString { now(dependency.kind, $0) }
  }

  fileprivate static func now(_ kind: RunRecord.Dependency.Kind, _ path: UnsafePointer<CChar>) -> Self {
    if kind == .presence { return Self(mode: access(path, F_OK) == 0 ? 1 : 0) }
    var status = stat()
    guard (kind == .input ? stat(path, &status) : lstat(path, &status)) == 0 else { return Self() }
    var state = Self(
      device: Int64(truncatingIfNeeded: status.st_dev), inode: Int64(truncatingIfNeeded: status.st_ino),
      mode: Int64(status.st_mode))
    if kind == .folder { return state }
    state.size = Int64(status.st_size)
    state.modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    state.changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    return state
  }
}

// MARK: - On disk

extension RunRecord {
  /// Changes with the layout below.
  private static let magic: [UInt8] = Array("infracc\u{1}".utf8)

  /// The record as it is kept: numbers of eight bytes in the machine's order, texts behind their length and closed
  /// with a NUL, so that paths can be handed to the system as they stand.
  var bytes: [UInt8] {
    var bytes = Self.magic
    func append(_ number: Int64) { withUnsafeBytes(of: number) { bytes += $0 } }
    func append(_ text: some Collection<UInt8>) {
      append(Int64(text.count))
      bytes += text
      bytes.append(0)
    }
    append(key)
    append(Int64(dependencies.count))
    for (dependency, state) in dependencies {
      append(Int64(dependency.kind.rawValue))
      for field in state.fields { append(field) }
      append(dependency.path.utf8)
    }
    append(Int64(messages.count))
    for message in messages {
      append(Int64(message.descriptor))
      append(message.text.utf8)
    }
    return bytes
  }

  /// The messages of a kept record, when it answers the same question and nothing that it depends on has changed. Nil
  /// as well for bytes that are no record.
  static func answer(of bytes: [UInt8], to key: [UInt8]) -> [Message]? {
    bytes.withUnsafeBytes { buffer in
      var reader = RecordReader(buffer)
      guard reader.take(magic.count)?.elementsEqual(magic) == true, reader.text()?.elementsEqual(key) == true,
        let count = reader.number(), count >= 0
      else { return nil }
      for _ in 0..<count {
        guard let kind = reader.number().flatMap({ Dependency.Kind(rawValue: UInt8(truncatingIfNeeded: $0)) }),
          let state = reader.state(), let path = reader.text(), let start = path.baseAddress
        else { return nil }
        // The NUL behind the text ends it.
        if State.now(kind, start.assumingMemoryBound(to: CChar.self)) != state { return nil }
      }
      guard let total = reader.number(), total >= 0, total < 1 << 20 else { return nil }
      var messages: [Message] = []
      for _ in 0..<total {
        guard let descriptor = reader.number(), descriptor == 1 || descriptor == 2, let text = reader.text() else {
          return nil
        }
        messages.append(Message(descriptor: Int32(descriptor), text: String(decoding: text, as: UTF8.self)))
      }
      return messages
    }
  }
}

/// Reads a kept record without trusting it.
private struct RecordReader {
  private let buffer: UnsafeRawBufferPointer
  private var position = 0

  init(_ buffer: UnsafeRawBufferPointer) { self.buffer = buffer }

  mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count >= 0, buffer.count - position >= count else { return nil }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: buffer[position..<(position + count)])
  }

  mutating func number() -> Int64? { take(8)?.loadUnaligned(as: Int64.self) }

  mutating func text() -> UnsafeRawBufferPointer? {
    guard let count = number(), count >= 0, count < buffer.count, let text = take(Int(count) + 1), text.last == 0 else {
      return nil
    }
    return UnsafeRawBufferPointer(rebasing: text.dropLast())
  }

  mutating func state() -> RunRecord.State? {
    guard let fields = take(8 * RunRecord.State.fieldCount) else { return nil }
    func field(_ index: Int) -> Int64 { fields.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self) }
    return RunRecord.State(
      device: field(0), inode: field(1), mode: field(2), size: field(3), modified: field(4), changed: field(5))
  }
}

/// Where records lie: one file for each question, in a folder that may be deleted at any time.
package struct RunRecordStore: Sendable {
  private let folder: String

  /// - Parameter folder: an absolute path; made when a record is saved.
  package init(folder: String) { self.folder = folder }

  /// What to say, if a run with this key was recorded and nothing has changed since.
  package func answer(to key: [UInt8]) -> [RunRecord.Message]? {
    guard let holder = try? Folder.open(folder, create: false), let present = try? holder.read(Self.name(of: key))
    else {
      return nil
    }
    return RunRecord.answer(of: present.bytes, to: key)
  }

  /// Keeps a record. That it cannot be kept is nobody's concern: the next run does the work again.
  package func save(_ record: RunRecord) {
    guard let holder = try? Folder.open(folder, create: true) else { return }
    try? holder.replacePrivate(Self.name(of: record.key), with: record.bytes)
    removeOld()
  }

  /// FNV-1a of 64 bits: the whole key stands in the record, so an accident costs no more than a run.
  private static func name(of key: [UInt8]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  /// Records that nobody has written for thirty days.
  private func removeOld() {
    guard let listing = opendir(folder) else { return }
    defer { closedir(listing) }
    let oldest = time(nil) - 30 * 86_400
    while let entry = readdir(listing) {
      var status = stat()
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.utf8.count == 16, lstat("\(folder)/\(name)", &status) == 0, status.st_mtim.tv_sec < oldest else {
        continue
      }
      unlink("\(folder)/\(name)")
    }
  }
}
