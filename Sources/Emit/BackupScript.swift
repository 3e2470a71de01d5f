import IR

/// The script that dumps stores of any kind, keeps the dumps for some days, and copies them to a bucket where its variables
/// name one.
struct BackupScript {
  /// One of each server, those whose dumps are named after a variable first.
  private let dumps: [Store.Dump]
  /// A server with several databases has a dump of each.
  private let several: Store.Dump?
  private let copies: Bool

  /// - Parameter stores: those that have dumps.
  init(of stores: [Service]) {
    var kinds: [Store.Dump] = []
    for dump in stores.compactMap(\.store?.dump) where !kinds.contains(where: { $0.mark == dump.mark }) {
      kinds.append(dump)
    }
    dumps = kinds.filter { $0.name == nil } + kinds.filter { $0.name != nil }
    several = stores.compactMap(\.store).first { !$0.databases.isEmpty }?.dump
    copies = stores.contains { BackupCopies($0) != nil }
  }

  /// The variables that have the directory of the dumps, and how many days each is kept.
  static let folder = "BACKUP_DIR"
  static let keepDays = "BACKUP_KEEP_DAYS"
  /// Seconds after 00:00 UTC, for `loop`.
  static let at = "BACKUP_AT"

  /// The script below its comment.
  var text: String {
    "set -eu\numask 077\n" + names + dumpFunction + (copies ? Self.copy : "") + once
      + (several.map(Self.severally) ?? "") + calls + Self.loop
      + "  echo \"usage: backup loop|once|list|check\(copies ? "|copies|fetch FILE" : "")\" >&2\n  exit 2\n  ;;\nesac\n"
  }

  /// The words that it takes, for its comment.
  var usage: String { "loop | once | list | check" + (copies ? " | copies | fetch FILE" : "") }

  /// The beginning of the names of the dumps: the value of a variable, or the name of the engine that is there.
  private var names: String {
    let variables = dumps.filter { $0.name == nil }.map(\.mark)
    let named = dumps.filter { $0.name != nil }
    var text = named.last?.name ?? variables.last.map { "$" + $0 } ?? ""
    for variable in (named.isEmpty ? variables.dropLast() : variables[...]).reversed() {
      text = "${\(variable):-\(text)}"
    }
    let others = named.dropLast().map { "[ -z \"${\($0.mark):-}\" ] || name=\($0.name ?? "")\n" }
    return "name=\(text)\n\(others.joined())\n"
  }

  /// The function that dumps whatever store the variables speak of.
  private var dumpFunction: String {
    guard dumps.count > 1 else {
      return "dump() {\n" + (dumps.first?.script ?? []).map { "  \($0)\n" }.joined() + "}\n\n"
    }
    var text = "dump() {\n"
    for (index, dump) in dumps.enumerated() {
      if index == dumps.count - 1 {
        text += "  else\n"
      } else {
        text += "  \(index == 0 ? "if" : "elif") [ -n \"${\(dump.mark):-}\" ]; then\n"
      }
      text += dump.script.map { "    \($0)\n" }.joined()
    }
    return text + "  fi\n}\n\n"
  }

  private var once: String {
    """
    once() {
      file=$BACKUP_DIR/$name-$(date -u +%Y%m%dT%H%M%SZ).dump
      trap 'rm -f "$file.part"' EXIT
      dump "$file.part"
      mv "$file.part" "$file"
      trap - EXIT
      # Only after a success, so that a failing backup never deletes the last good one.
      find "$BACKUP_DIR" -name "$name-*.dump" -mtime "+$BACKUP_KEEP_DAYS" -delete
      echo "backup: $file, $(wc -c < "$file") bytes"
    \(copies ? "  copy\n" : "")}


    """
  }

  private static let copy = #"""
    # The bucket: by variables alone, so that no file and no command line has the keys.
    bucket() {
      [ -n "${BACKUP_BUCKET:-}" ] || { echo 'backup: no copies are kept of this store' >&2; exit 2; }
      case $BACKUP_BUCKET_KEYS in
      *?:?*) ;;
      *) echo 'backup: the secret of backup.to is not ACCESS_KEY_ID:SECRET_ACCESS_KEY' >&2; exit 2 ;;
      esac
      export RCLONE_CONFIG='' RCLONE_CONFIG_COPY_TYPE=s3 RCLONE_CONFIG_COPY_NO_CHECK_BUCKET=true
      export RCLONE_CONFIG_COPY_PROVIDER=AWS RCLONE_CONFIG_COPY_REGION="${BACKUP_BUCKET_REGION:-}"
      if [ -n "${BACKUP_BUCKET_ENDPOINT:-}" ]; then
        export RCLONE_CONFIG_COPY_PROVIDER=Other RCLONE_CONFIG_COPY_ENDPOINT="$BACKUP_BUCKET_ENDPOINT"
      fi
      export RCLONE_CONFIG_COPY_ACCESS_KEY_ID="${BACKUP_BUCKET_KEYS%%:*}"
      export RCLONE_CONFIG_COPY_SECRET_ACCESS_KEY="${BACKUP_BUCKET_KEYS#*:}"
    }

    # Copies the dump, which is whole: one that failed half-way never gets there.
    copy() {
      [ -n "${BACKUP_BUCKET:-}" ] || return 0
      bucket
      rclone copyto "$file" "copy:$BACKUP_BUCKET/${file##*/}"
      # Only after a success, and only what this store has put there.
      rclone delete --min-age "${BACKUP_KEEP_DAYS}d" --include "/$name-*.dump" "copy:$BACKUP_BUCKET"
      touch "$BACKUP_DIR/$name.copied"
      echo "backup: copied to s3://$BACKUP_BUCKET/${file##*/}"
    }


    """#

  /// One dump after the other, each in a shell of its own: a database that fails does not keep the others from being
  /// dumped.
  private static func severally(_ dump: Store.Dump) -> String {
    """
    each() {
      if [ -z "${\(Store.Dump.databases):-}" ]; then
        once
        return
      fi
      failed=0
      for database in $\(Store.Dump.databases); do
        \(dump.mark)=$database /bin/sh "$0" one || failed=1
      done
      return "$failed"
    }


    """
  }

  /// The words that it is called with, but the last.
  private var calls: String {
    func recent(_ pattern: String) -> String {
      """
      [ -n "$(find "$BACKUP_DIR" -name "\(pattern)" -mmin -1560)" ] || [ -n "$(find /tmp/started -mmin -1560)" ]
      """
    }
    var tests = [recent("$name-*.dump")]
    if copies { tests.append("[ -z \"${BACKUP_BUCKET:-}\" ] || \(recent("$name.copied"))") }
    let check =
      several == nil
      ? tests.map { "  \($0)\n" }.joined()
      : "  for name in ${\(Store.Dump.databases):-$name}; do\n" + tests.map { "    \($0)\n" }.joined() + "  done\n"
    return """
      case ${1:-} in
      once) \(several == nil ? "once" : "each ;;\none) once") ;;
      list) ls -l "$BACKUP_DIR" ;;
      \(copies ? Self.copyCalls : "")check)
        # A dump of the last 26 hours, or a container that is not that old yet.
      \(check)  ;;

      """
  }

  private static let copyCalls = #"""
    copies) bucket; rclone lsl "copy:$BACKUP_BUCKET" ;;
    fetch)
      case ${2:-} in '' | -* | */*) echo 'usage: backup fetch FILE' >&2; exit 2 ;; esac
      bucket
      rclone copyto "copy:$BACKUP_BUCKET/$2" "$BACKUP_DIR/$2.part"
      mv "$BACKUP_DIR/$2.part" "$BACKUP_DIR/$2"
      ;;

    """#

  private static let loop = """
    loop)
      trap 'exit 0' TERM INT
      touch /tmp/started
      while :; do
        wait_s=$(((BACKUP_AT - $(date -u +%s) % 86400 + 86400) % 86400))
        echo "backup: next in $wait_s s"
        sleep "$((wait_s > 0 ? wait_s : 86400))" &
        wait $!                                       # in the background, so that SIGTERM is handled at once
        /bin/sh "$0" once || echo "backup: FAILED" >&2
      done
      ;;
    *)

    """
}
