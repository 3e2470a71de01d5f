import CSpawn
import Glibc

/// Our end of a pipe, and what came through it.
final class PipeReader {
  private(set) var reader: Int32
  private(set) var writer: Int32
  private(set) var bytes: [UInt8] = []
  /// More came than may come.
  private(set) var isOverfull = false
  private static let mostChunks = 64
  private let limit: Int
  private let keepsLast: Bool

  var isAtEnd: Bool { reader < 0 }

  convenience init?(limit: Int) { self.init(limit, keepsLast: false) }

  /// Any amount may come; only its end is kept.
  convenience init?(keepingLast limit: Int) { self.init(limit, keepsLast: true) }

  private init?(_ limit: Int, keepsLast: Bool) {
    var ends: [Int32] = [-1, -1]
    guard pipe2(&ends, O_CLOEXEC) == 0 else { return nil }
    (reader, writer) = (ends[0], ends[1])
    self.limit = limit
    self.keepsLast = keepsLast
    // The other end keeps its own mode.
    _ = fcntl(reader, F_SETFL, O_NONBLOCK)
  }

  deinit {
    closeReader()
    closeWriter()
  }

  func closeWriter() {
    if writer >= 0 { close(writer) }
    writer = -1
  }

  private func closeReader() {
    if reader >= 0 { close(reader) }
    reader = -1
  }

  /// Takes what is there: more than a pipe holds, and not for ever where somebody writes faster than we read.
  func drain() {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    for _ in 0..<Self.mostChunks where reader >= 0 && !isOverfull {
      let count = read(reader, &chunk, chunk.count)
      if count > 0 {
        keep(chunk[..<count])
      } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
        closeReader()
      } else if errno == EAGAIN {
        return
      }
    }
  }

  private func keep(_ chunk: ArraySlice<UInt8>) {
    bytes += chunk
    guard bytes.count > limit else { return }
    if keepsLast { bytes.removeFirst(bytes.count - limit) } else { isOverfull = true }
  }
}
