import IR

/// Databases that are files on a volume.
enum VolumeDatabase {
  /// Whether the release command of a service is for such a file, as far as its variables say:
  /// `sqlite:////data/app.db` with a volume at `/data`. False where the start command is not known, since nothing can be
  /// put in front of it.
  static func isMigrated(by service: Service, in program: Program) -> Bool {
    guard service.release != nil, service.command != nil, !service.volumes.isEmpty else { return false }
    let writer = LocalWriter(program: program)
    return service.env.contains { variable in
      guard let text = variable.value.map(writer.write), let path = file(text) else { return false }
      return service.volumes.contains { OutputLayout.isInside(path, $0.path) }
    }
  }

  /// The file that the URL of SQLite names; nil for any other text.
  private static func file(_ text: String) -> String? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let scheme = text[..<colon].split(separator: "+").first ?? ""
    // Prisma calls it `file:`.
    guard scheme == "sqlite" || scheme == "sqlite3" || scheme == "file" else { return nil }
    return "/" + text[text.index(after: colon)...].drop { $0 == "/" }.prefix { $0 != "?" }
  }
}
