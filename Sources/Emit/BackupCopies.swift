import IR

/// Copies of a store's dumps in a bucket: the variables that tell the script of the backups where, and the image that has
/// what it calls.
///
/// rclone takes a remote from variables alone (rclone.org/docs, "Environment Variables", read 2026-11-30), so that no file
/// and no command line holds a key.
struct BackupCopies {
  private let service: Service
  private let destination: Backup.Destination
  private let image: String

  /// - Returns: nil for a store of which no copies are kept.
  init?(_ service: Service) {
    guard let store = service.store, store.dump != nil, let destination = store.backup?.destination,
      let image = service.image
    else { return nil }
    self.service = service
    self.destination = destination
    self.image = image
  }

  /// The directory of the copies of this store alone: dumps of several stores may have one name.
  var url: String { destination.url + "/" + service.dns }

  /// The variable that has the directory, without a scheme. The script copies where it is set.
  static let place = "BACKUP_BUCKET"

  /// What the script reads.
  var environment: [Store.Variable] {
    var variables = [
      Store.Variable(Self.place, .literal(String(url.dropFirst("s3://".count))), note: "a copy of each dump, in \(url)")
    ]
    if let endpoint = destination.endpoint {
      variables.append(Store.Variable("BACKUP_BUCKET_ENDPOINT", .literal(endpoint)))
      if let region = Self.region(of: endpoint) {
        variables.append(Store.Variable("BACKUP_BUCKET_REGION", .literal(region)))
      }
    }
    return variables + [
      Store.Variable("BACKUP_BUCKET_KEYS", .secret(id: destination.secret), note: "ACCESS_KEY_ID:SECRET_ACCESS_KEY")
    ]
  }

  /// The region that a signature names: `eu-central-1` of `https://s3.eu-central-1.amazonaws.com`. Nil: the protocol's
  /// first one, which other servers take.
  static func region(of endpoint: String) -> String? {
    let address = endpoint.split(separator: "/").last ?? ""
    let labels = (address.split(separator: ":").first ?? "").split(separator: ".")
    guard address.hasPrefix("s3."), labels.count == 4, regional.contains(labels[2...].joined(separator: ".")) else {
      return nil
    }
    return String(labels[1])
  }

  /// Providers whose addresses are `s3.REGION.` and this, and that refuse a signature of another region (the pages on
  /// endpoints of Amazon S3, Backblaze B2, Scaleway and Wasabi, 2026-11).
  private static let regional: Set<String> = ["amazonaws.com", "backblazeb2.com", "scw.cloud", "wasabisys.com"]

  // MARK: The image

  /// Its lines. rclone brings its libraries along, so that it runs in an image of any system.
  var dockerfile: DockerfileDocument {
    let folder = "/opt/rclone"
    let program = [
      "#!/bin/sh",
      "SSL_CERT_FILE=\(folder)/ca-certificates.crt "
        + "exec \(folder)/loader --library-path \(folder) \(folder)/program \"$@\"",
    ]
    return DockerfileDocument([
      .comment("Image of the backups of `\(service.name)`: that of the store, and Debian's rclone with its libraries."),
      .blank, .from(base: "debian:bookworm-slim", stage: "rclone"),
      .comment("No versions: Debian replaces a package within a release, and a pinned one is gone the day after."),
      .comment("hadolint ignore=DL3008"),
      .run(
        commands: [
          "apt-get update", "apt-get install --yes --no-install-recommends ca-certificates rclone",
          "rm -rf /var/lib/apt/lists/*",
        ], mounts: []),
      .run(
        commands: [
          "mkdir \(folder)", "cp /etc/ssl/certs/ca-certificates.crt \(folder)/",
          "ldd /usr/bin/rclone > /tmp/needed", "sed -n 's|^[^/]*\\(/[^ ]*\\).*|\\1|p' /tmp/needed > /tmp/libraries",
          "xargs --arg-file=/tmp/libraries cp --dereference --target-directory=\(folder)",
          "mv \(folder)/ld-linux* \(folder)/loader", "mv /usr/bin/rclone \(folder)/program",
          "printf '%s\\n' " + program.map(ShellText.quoted).joined(separator: " ") + " > \(folder)/rclone",
          "chmod 755 \(folder)/rclone",
        ], mounts: []),
      .blank, .from(base: image, stage: "run"),
      .copy(sources: [folder + "/"], to: folder + "/", stage: "rclone", owner: nil),
      .copy(sources: [folder + "/rclone"], to: "/usr/local/bin/rclone", stage: "rclone", owner: nil),
    ])
  }
}

extension Capabilities {
  /// Whether copies of the dumps of a store are kept. A dump that reads the server's own volume needs a target that mounts
  /// it in a second service.
  func copiesBackups(of service: Service) -> Bool {
    guard backupCopies, let store = service.store, store.backup?.destination != nil else { return false }
    return store.dump.map { $0.dataPath == nil || sharedVolumes } ?? false
  }

  /// What becomes of the schedule of backups, for a service or in general.
  func portabilityOfBackups(in service: Service?) -> Portable {
    if backups { return .native }
    return service.map(copiesBackups) ?? false
      ? Self.copyingService : .byRule(.dropped, "no backups are made by this schedule")
  }

  /// What becomes of copies of dumps.
  func portabilityOfCopies(in service: Service?) -> Portable {
    // A store that has none any more is asked about as any other.
    let copying = service.flatMap { $0.store?.backup?.destination == nil ? nil : $0 }
    guard copying.map(copiesBackups) ?? backupCopies else {
      return .byRule(.cannotExpress, "no copy of a dump leaves the deployment")
    }
    return backups ? .native : Self.copyingService
  }

  private static let copyingService = Portable.lowered(to: "a cron service, which copies what it dumps")
}
