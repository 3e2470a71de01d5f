import Diagnostics
import Emit
import Files
import Glibc

/// Brings the generated files on disk in line with what a build computed. Files that nobody but us wrote are replaced
/// and removed; anything else is left alone.
package enum OutputTree {
  /// Never throws and never stops half-way in a file: what goes wrong is a finding, and every file is old or new.
  ///
  /// - Parameters:
  ///   - isForced: files are overwritten and removed even if they were edited by hand or never were ours.
  ///   - keepsTexts: each change comes with what the file held and is to hold.
  package static func write(
    _ files: [OutputFile], to folders: OutputFolders, scope: OutputScope = OutputScope(), mode: OutputMode = .write,
    isForced: Bool = false, keepsTexts: Bool = false
  ) -> OutputResult {
    let (planned, findings) = plan(files, folders: folders)
    guard findings.isEmpty else {
      var result = OutputResult()
      result.unwritten = files.count
      result.findings = findings
      return result
    }
    var run = OutputRun(folders: folders, scope: scope, mode: mode, isForced: isForced, keepsTexts: keepsTexts)
    return run.write(planned)
  }
}

/// One call of `OutputTree.write`.
struct OutputRun {
  let folders: OutputFolders
  let scope: OutputScope
  let mode: OutputMode
  let isForced: Bool
  let keepsTexts: Bool

  private var result = OutputResult()
  /// What `--check` found, with the reason.
  private var outOfDate: [(path: String, reason: String)] = []
  private var before = Manifest()
  private var after = Manifest()
  /// The manifest as it was read.
  private var stored = Manifest()
  private let owner: ManifestOwner
  private var chains: [EmittedFile.Base: FolderChain] = [:]
  /// The disk is full or cannot be written: nothing more is tried.
  private var hasGivenUp = false

  init(folders: OutputFolders, scope: OutputScope, mode: OutputMode, isForced: Bool, keepsTexts: Bool) {
    self.folders = folders
    self.scope = scope
    self.mode = mode
    self.isForced = isForced
    self.keepsTexts = keepsTexts
    owner = ManifestOwner(folders)
  }

  private var writes: Bool { mode == .write }

  /// The largest file on disk that is compared with a generated one, in bytes.
  private static let mostBytes = 256 << 20

  mutating func write(_ files: [PlannedFile]) -> OutputResult {
    // Until one is seen to.
    result.unwritten = files.count
    let manifestFolder: Folder?
    do throws(FileProblem) {
      manifestFolder = try openFolders(isNeeded: !files.isEmpty)
    } catch {
      result.findings.append(Self.unwritable(folders.output, error))
      return result
    }
    // Until the manifest is written no other build may read it.
    if writes { manifestFolder?.lock() }
    guard readManifest(in: manifestFolder) else { return result }
    after = before
    let conflicts = owner.conflicts(of: files, with: before, in: folders)
    guard conflicts.isEmpty else {
      result.findings = conflicts
      return result
    }
    removeStale(except: files)
    let texts = TextsAhead(files.map(\.file))
    for (index, planned) in files.enumerated() where !hasGivenUp { bring(planned, texts.text(of: index)) }
    texts.end()
    if writes, after != stored, let manifestFolder { writeManifest(in: manifestFolder) }
    result.changes.sort { ($0.path, $0.action.rawValue) < ($1.path, $1.action.rawValue) }
    if mode == .check, !outOfDate.isEmpty { result.findings.append(Self.outOfDate(outOfDate)) }
    return result
  }

  // MARK: Manifest

  private mutating func openFolders(isNeeded: Bool) throws(FileProblem) -> Folder? {
    let create = writes && isNeeded
    let root = RepositoryRoot(around: folders.repository)
    if root.names(folders.output), !root.holds(folders.output) { throw .leavesRepository }
    guard let output = try Folder.open(folders.output, create: create) else { return nil }
    chains[.output] = FolderChain(output, clears: writes)
    let folder = try output.folder(Manifest.folder, create: create)
    if writes { folder?.clearTemporaries() }
    return folder
  }

  /// False when it is there and cannot be used: without it nobody knows whose the files are.
  private mutating func readManifest(in folder: Folder?) -> Bool {
    let location = folders.location(.output, "\(Manifest.folder)/\(Manifest.file)")
    do throws(FileProblem) {
      guard let present = try folder?.present(Manifest.file, atMost: Manifest.mostBytes) else { return true }
      do throws(Manifest.Unreadable) {
        stored = try Manifest(present.bytes)
        before = owner.claimed(stored)
      } catch {
        if isForced { return true }
        var finding = Diagnostic(.outputNotWritable, at: .nowhere, "the manifest `\(location)` cannot be read")
        finding.notes = [error.reason, "it says which files were generated; nothing is written without it"]
        finding.help = ["restore it from version control, or build with `--force` to write it anew"]
        result.findings.append(finding)
        return false
      }
      return true
    } catch {
      result.findings.append(Self.unwritable(location, error))
      return false
    }
  }

  private mutating func writeManifest(in folder: Folder) {
    do throws(FileProblem) {
      try folder.replace(Manifest.file, with: after.text, mode: 0o644)
    } catch {
      result.findings.append(
        Self.unwritable(folders.location(.output, "\(Manifest.folder)/\(Manifest.file)"), error))
    }
  }

  // MARK: Files

  private mutating func chain(_ base: EmittedFile.Base) throws(FileProblem) -> FolderChain? {
    if let chain = chains[base] { return chain }
    guard let root = try Folder.open(folders[base], create: writes) else { return nil }
    let chain = FolderChain(root, clears: false)
    chains[base] = chain
    return chain
  }

  /// The folder that holds a file, through the chain of its base.
  private mutating func folder(
    _ base: EmittedFile.Base, _ components: [String], create: Bool
  ) throws(FileProblem) -> Folder? {
    guard var chain = try chain(base) else { return nil }
    defer { chains[base] = chain }
    return try chain.folder(of: components, create: create)
  }

  /// - Parameter wanted: what the file is to hold.
  private mutating func bring(_ planned: PlannedFile, _ wanted: TextsAhead.Slot) {
    let file = planned.file
    let key = planned.key
    guard let name = planned.components.last else { return }
    do throws(FileProblem) {
      let entry = Manifest.Entry(sha256: wanted.digest, group: planned.group, topology: folders.topology)
      let present = try folder(file.base, planned.components, create: false)?.present(name, atMost: Self.mostBytes)
      let isSame =
        present.map { present in
          wanted.text.withBytes { Self.isSame(present.bytes, $0, butForPins: file.leavesOutPins && !isForced) }
        } ?? false
      if let present, isSame, Self.hasMode(of: file, present) {
        result.unwritten -= 1
        result.counts[planned.group, default: .init()].unchanged += 1
        adopt(key, entry)
        return
      }
      if let present, !isForced, !isSame, !isOurs(present.bytes, key) {
        refuse(
          planned, present.bytes, line: wanted.text.withBytes { Self.firstDifference(present.bytes, $0) },
          texts(present.bytes, wanted, file))
        return
      }
      if present == nil, mode == .check, !file.isCommitted {
        result.unwritten -= 1
        return
      }
      if writes {
        let target = try folder(file.base, planned.components, create: true)
        let mode: mode_t = (file.isExecutable ? 0o755 : 0o644) & (file.isPrivate ? 0o700 : 0o777)
        try wanted.text.withBytes { bytes throws(FileProblem) in
          let kept = present.flatMap { keptVersions(of: $0.bytes, in: bytes, file) }
          guard let kept else { return try target?.replace(name, with: bytes, mode: mode) }
          try target?.replace(name, with: kept, mode: mode)
        }
        after.entries[key] = entry
      }
      note(
        present == nil ? .create : .update, location(of: planned), planned.group,
        reason: present == nil ? "missing" : "differs", texts(present?.bytes, wanted, file)
      )
      result.unwritten -= 1
      result.counts[planned.group, default: .init()].written += 1
    } catch {
      fail(location(of: planned), error)
    }
  }

  /// A new text with the versions of actions that the file has: they belong to the tool that keeps them up to date, and are no
  /// part of the hash. Nil: there are none that differ.
  private func keptVersions(
    of bytes: [UInt8], in text: UnsafeBufferPointer<UInt8>, _ file: EmittedFile
  ) -> String? {
    guard file.leavesOutPins, !isForced else { return nil }
    return bytes.withUnsafeBufferPointer { ActionPins.keeping($0, in: text) }.map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Takes a file that is as it should be into the manifest. A build that was killed, or a merge, may have left the hash
  /// of an older content there.
  private mutating func adopt(_ key: Manifest.Key, _ entry: Manifest.Entry) {
    if entry != after.entries[key] { after.entries[key] = entry }
  }

  /// Whether a file that the manifest lists is as we wrote it: by its header, whatever content of it the manifest has,
  /// or by the manifest where its format has no comments.
  private func isOurs(_ bytes: [UInt8], _ key: Manifest.Key) -> Bool {
    guard let entry = before.entries[key] else { return false }
    return GeneratedHeader.verify(bytes) == true || sha256Hex(bytes) == entry.sha256
  }

  private mutating func removeStale(except files: [PlannedFile]) {
    // Mostly every entry has its file, which is known without a table of all files.
    let known = files.count { before.entries[$0.key] != nil }
    if known == before.entries.count { return }
    let produced = Set(files.map(\.key))
    let stale = before.entries
      .filter { owner.owns($0.value) && scope.contains($0.value.group) && !produced.contains($0.key) }
      .sorted { ($0.key.base.rawValue, $0.key.path) < ($1.key.base.rawValue, $1.key.path) }
    for (key, entry) in stale {
      guard !hasGivenUp, case .success(let components) = OutputPath.components(key.path) else { continue }
      remove(key, entry.group, components)
    }
  }

  private mutating func remove(_ key: Manifest.Key, _ group: OutputGroup, _ components: [String]) {
    let location = folders.location(key.base, key.path)
    do throws(FileProblem) {
      guard let holder = try folder(key.base, components, create: false), let name = components.last,
        let present = try holder.present(name, atMost: Self.mostBytes)
      else {
        after.entries[key] = nil
        return
      }
      guard owner.mayRemove(present.bytes, key) else { return }
      guard isForced || isOurs(present.bytes, key) else {
        note(.refuse, location, group, reason: "edited by hand and no longer generated")
        result.counts[group, default: .init()].refused += 1
        if mode != .check { result.findings.append(Self.staleButEdited(location)) }
        return
      }
      if writes {
        try holder.remove(name)
        after.entries[key] = nil
        if var chain = chains[key.base] {
          defer { chains[key.base] = chain }
          try chain.removeEmptyFolders(above: components)
        }
      }
      let texts = OutputChange.Texts(old: present.bytes, new: nil, isExecutable: present.isExecutable)
      note(
        .remove, location, group, reason: "no longer generated",
        keepsTexts && !present.isPrivate ? texts : nil)
      result.counts[group, default: .init()].removed += 1
    } catch {
      fail(location, error)
    }
  }

  // MARK: Reporting

  func location(of planned: PlannedFile) -> String { folders.location(planned.file.base, planned.file.path) }

  /// Both sides of a file, where somebody looks at them.
  private func texts(
    _ old: [UInt8]?, _ wanted: TextsAhead.Slot, _ file: EmittedFile
  ) -> OutputChange.Texts? {
    guard keepsTexts, !file.isPrivate else { return nil }
    let new = wanted.text.withBytes { text in
      old.flatMap { keptVersions(of: $0, in: text, file) }.map { Array($0.utf8) } ?? Array(text)
    }
    return OutputChange.Texts(old: old, new: new, isExecutable: file.isExecutable)
  }

  private mutating func note(
    _ action: OutputChange.Action, _ path: String, _ group: OutputGroup, reason: String,
    _ texts: OutputChange.Texts? = nil
  ) {
    result.changes.append(OutputChange(action: action, path: path, group: group, texts: texts))
    if mode == .check { outOfDate.append((path, reason)) }
  }

  private mutating func refuse(
    _ planned: PlannedFile, _ bytes: [UInt8], line: Int, _ texts: OutputChange.Texts?
  ) {
    let isListed = before.entries[planned.key] != nil
    note(
      .refuse, location(of: planned), planned.group,
      reason: isListed ? "edited by hand" : "not generated by infracc", texts)
    result.unwritten -= 1
    result.counts[planned.group, default: .init()].refused += 1
    if mode != .check {
      result.findings.append(refusal(planned, bytes, line: line, isListed: isListed))
    }
  }

  private mutating func fail(_ location: String, _ failure: FileProblem) {
    hasGivenUp = hasGivenUp || failure.concernsTheDisk
    result.findings.append(Self.unwritable(location, failure))
  }

  /// Whether it can be run and read by those who should. Who may read what is not private is a matter of the mask.
  private static func hasMode(of file: EmittedFile, _ present: Folder.File) -> Bool {
    present.isExecutable == file.isExecutable && (present.isPrivate || !file.isPrivate)
  }

  /// - Parameter butForPins: other versions of actions make no other file.
  private static func isSame(
    _ bytes: [UInt8], _ text: UnsafeBufferPointer<UInt8>, butForPins: Bool
  ) -> Bool {
    if butForPins { return bytes.withUnsafeBufferPointer { ActionPins.areSame($0, text) } }
    return bytes.withUnsafeBytes { bytes in
      guard bytes.count == text.count else { return false }
      guard let a = bytes.baseAddress, let b = text.baseAddress else { return true }
      return memcmp(a, b, text.count) == 0
    }
  }
}
