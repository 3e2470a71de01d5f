import IR

/// The CronJob that dumps a store into a volume of its own.
struct KubernetesBackup {
  let project: KubernetesProject
  let service: Service
  let backup: Backup
  let owner: KubernetesOwner
  private let store: Store
  private let dump: Store.Dump

  /// Nil: the store has no backup, or its dump needs a file of the server's own volume, which is attached to its pod.
  init?(_ service: Service, _ project: KubernetesProject) {
    guard project.operated(service) == nil, let store = service.store, let backup = store.backup,
      let dump = store.dump, dump.dataPath == nil
    else { return nil }
    self.project = project
    self.service = service
    self.backup = backup
    self.store = store
    self.dump = dump
    owner = project.owner(.backup, of: service)
  }

  static let folder = "/backups"

  /// The claim with the dumps, in `0-keep`.
  var claim: KubernetesClaim {
    KubernetesClaim(
      name: owner.name, bytes: service.resources.storageBytes,
      storageClass: project.options.storageClass(of: service))
  }

  var claimNote: String { "as the data: compressed dumps of \(backup.keepDays) days" }

  var objects: [YAMLMapping] {
    let entry = KubernetesConfig.Entry("backup.sh", Array(script.utf8), at: "/scripts/backup.sh")
    guard let config = KubernetesConfig(owner, nil, [entry]) else { return [] }
    let remark =
      "Dumps at \(backup.schedule) (UTC), keeps \(backup.keepDays) days. The volume is in the same cluster: copy it elsewhere as well."
    var object = project.object("batch/v1", "CronJob", project.metadata(owner.name, owner))
    var pod = KubernetesPod(
      project: project, owner: owner, container: "backup", image: service.image ?? "", imageNote: dump.note)
    pod.command = ["/bin/sh", "/scripts/backup.sh"]
    var variables = dump.environment
    variables.append(Store.Variable("BACKUP_DIR", .literal(Self.folder)))
    variables.append(Store.Variable("BACKUP_KEEP_DAYS", .literal(String(backup.keepDays))))
    pod.environment = KubernetesEnvironment(variables, in: project).items
    pod.account = project.account(of: service)
    pod.accountNote = store.container.user.map { "\($0) in the image" }
    pod.resources = KubernetesPod.resources(cpu: 250, memory: 256 << 20, limitsCPU: false)
    pod.isReadOnly = true
    pod.hasData = true
    pod.restartPolicy = "Never"
    pod.volumes.addClaim(owner.name, at: Self.folder)
    pod.volumes.addFolder("script", of: config.name, files: [], at: "/scripts")
    pod.volumes.addScratch("/tmp")
    object.add("spec", .mapping(project.schedule(backup.schedule, retries: 2, owner, pod)))
    return [config.object(project, above: [remark]), object]
  }

  private var script: String {
    let name = dump.name.map { "name=\($0)\n" } ?? "name=$\(dump.mark)\n"
    let each =
      store.databases.isEmpty
      ? ""
      : """
      # Each database by itself: one that fails does not keep the others from being dumped.
      if [ $# = 0 ] && [ -n "${\(Store.Dump.databases):-}" ]; then
        failed=0
        for database in $\(Store.Dump.databases); do
          \(dump.mark)=$database /bin/sh "$0" one || failed=1
        done
        exit "$failed"
      fi

      """
    return """
      #!/bin/sh
      # Dumps, checks that the dump can be read, and only then removes old ones.
      set -eu
      umask 077
      \(each)\(name)file=$BACKUP_DIR/$name-$(date -u +%Y%m%dT%H%M%SZ).dump
      dump() {
      \(dump.script.map { "  \($0)\n" }.joined())}
      trap 'rm -f "$file.part"' EXIT
      dump "$file.part"
      mv "$file.part" "$file"
      trap - EXIT
      find "$BACKUP_DIR" -name "$name-*.dump" -mtime "+$BACKUP_KEEP_DAYS" -delete
      echo "backup: $file, $(wc -c < "$file") bytes"

      """
  }
}
