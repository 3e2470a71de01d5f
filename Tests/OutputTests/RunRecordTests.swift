import Foundation
import Output
import TestSupport
import Testing

@Suite struct RunRecordTests {
  private let folder: TemporaryFolder
  private let store: RunRecordStore
  private let key = Array("build topology.yaml".utf8)
  private let messages = [
    RunRecord.Message(descriptor: 2, text: "1 warning\n"), RunRecord.Message(descriptor: 1, text: "43 files\n"),
  ]
  /// Later than any change of the files below, as far as a record is concerned.
  private let later = Int64.max

  init() throws {
    folder = try TemporaryFolder()
    store = RunRecordStore(folder: folder.path + "/cache/infracc")
    try folder.write("infracc: 1\n", to: "topology.yaml")
    try folder.write("FROM scratch\n", to: "infra/docker/Dockerfile")
    try folder.write("print()\n", to: "app/main.py")
  }

  private func record(started: Int64? = nil) -> RunRecord? {
    RunRecord(
      key: key,
      dependencies: [
        .init(.input, folder.path + "/topology.yaml"), .init(.output, folder.path + "/infra/docker/Dockerfile"),
        .init(.folder, folder.path + "/infra/docker"),
      ],
      presences: [(folder.path + "/app", true), (folder.path + "/Dockerfile", false)], messages: messages,
      started: started ?? later)
  }

  @Test func nothingChanged() throws {
    store.save(try #require(record()))
    #expect(store.answer(to: key) == messages)
    #expect(store.answer(to: key + [0]) == nil)
  }

  @Test func whatIsLookedForIsNoInput() throws {
    store.save(try #require(record()))
    try folder.write("print(1)\n", to: "app/main.py")
    try folder.write("EXPOSE 1\n", to: "infra/docker/Dockerfile.dockerignore")
    #expect(store.answer(to: key) == messages)
  }

  /// What makes the work necessary again, one change at a time.
  @Test(arguments: [
    "echo >> topology.yaml", "touch -d 2020-01-01 topology.yaml", "chmod +x infra/docker/Dockerfile",
    "rm infra/docker/Dockerfile", "cp infra/docker/Dockerfile x && mv x infra/docker/Dockerfile",
    "mv infra/docker y && ln -s ../y infra/docker", "rm -r app", "touch Dockerfile",
    "cp infra/docker/Dockerfile z && rm infra/docker/Dockerfile && ln -s ../../z infra/docker/Dockerfile",
  ])
  func somethingChanged(_ change: String) throws {
    store.save(try #require(record()))
    let output = try run("sh", ["-ec", change], directory: folder.path)
    #expect(output.status == 0)
    #expect(store.answer(to: key) == nil)
  }

  /// A file that was written while the run began could be written once more without a trace.
  @Test func filesThatAreTooYoung() throws {
    let now = Int64(Date().timeIntervalSince1970 * 1e9)
    #expect(record(started: now) == nil)
    #expect(record(started: now + 2 * RunRecord.quiet) != nil)
  }

  @Test func whatIsGoneBeforeTheEnd() throws {
    try folder.write("", to: "Dockerfile")
    #expect(record() == nil)
  }

  /// The cache is a file like any other: whatever is in it, nothing breaks.
  @Test func damagedRecords() throws {
    store.save(try #require(record()))
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path("cache/infracc")).first)
    let path = folder.path("cache/infracc/" + name)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    for count in stride(from: 0, to: whole.count, by: 7) {
      try whole.prefix(count).write(to: URL(fileURLWithPath: path))
      #expect(store.answer(to: key) == nil)
    }
    for position in stride(from: 0, to: whole.count, by: 3) {
      var flipped = whole
      flipped[position] ^= 0x84
      try flipped.write(to: URL(fileURLWithPath: path))
      // A flip in a message cannot be seen; everything else makes the work necessary.
      if let answer = store.answer(to: key) { #expect(answer.count == messages.count) }
    }
  }

  @Test func noPlaceForRecords() throws {
    try folder.write("", to: "file")
    let store = RunRecordStore(folder: folder.path + "/file/infracc")
    store.save(try #require(record()))
    #expect(store.answer(to: key) == nil)
  }

  @Test func oldRecordsGo() throws {
    store.save(try #require(record()))
    try folder.write("", to: "cache/infracc/0123456789abcdef")
    try folder.write("", to: "cache/infracc/README")
    let old = try run(
      "touch", ["-d", "40 days ago", "0123456789abcdef", "README"], directory: folder.path("cache/infracc"))
    #expect(old.status == 0)
    store.save(try #require(record()))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path("cache/infracc"))
    #expect(left.count == 2)
    #expect(left.contains("README"))
  }
}
