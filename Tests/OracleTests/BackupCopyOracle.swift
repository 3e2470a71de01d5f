import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// The script of the backups with `backup.to`: a real PostgreSQL, rclone, and a server of S3 (moto) that checks signatures
/// and lets the key into one directory of the bucket alone.
@Suite("Copies of dumps in a bucket", .waiting)
struct BackupCopyOracle {
  private static let topology = """
    infracc: 1
    project: shop
    targets: [compose, scripts]
    secrets: { BUCKET: external }
    services:
      postgres:
        version: 15
        backup:
          schedule: "0 3 * * *"
          keep: 14d
          to: { url: s3://backups/production, endpoint: "http://127.0.0.1:9000", secret: BUCKET }
      api: { type: fastapi, root: ./api, health: /health, variables: { DATABASE_URL: $<<postgres.url>> } }
    """

  /// Starts the server, fills the bucket, and runs the script of the first argument with keys that the server has made.
  private static let client = #"""
    import json
    import os
    import pathlib
    import subprocess
    import sys
    import time

    # Requests that need no signature: those that fill the bucket, and those that make the keys.
    os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "7"
    os.environ.pop("AWS_CA_BUNDLE", None)

    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    os.environ["BACKUP_BUCKET_ENDPOINT"] = f"http://{host}:{port}"


    def client(name, key="a", secret="b"):
        return boto3.client(
            name, endpoint_url=os.environ["BACKUP_BUCKET_ENDPOINT"], region_name="us-east-1", aws_access_key_id=key,
            aws_secret_access_key=secret)


    bucket = client("s3")
    bucket.create_bucket(Bucket="backups")
    for name, days in (("postgres/postgres-1", 20), ("postgres/postgres-2", 3), ("other/postgres-1", 20)):
        bucket.put_object(
            Bucket="backups", Key=f"production/{name}.dump", Body=b"x",
            Metadata={"mtime": str(time.time() - days * 86400)})
    iam = client("iam")
    iam.create_user(UserName="backup")
    key = iam.create_access_key(UserName="backup")["AccessKey"]
    places = ["arn:aws:s3:::backups", "arn:aws:s3:::backups/production/postgres/*"]
    rights = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": places}]}
    iam.put_user_policy(UserName="backup", PolicyName="own", PolicyDocument=json.dumps(rights))
    bucket = client("s3", key["AccessKeyId"], key["SecretAccessKey"])
    folder = pathlib.Path(os.environ["BACKUP_DIR"])


    def call(*words, secret=key["SecretAccessKey"]):
        own = dict(os.environ, BACKUP_BUCKET_KEYS=key["AccessKeyId"] + ":" + secret)
        output = subprocess.run(["dash", sys.argv[1], *words], env=own, capture_output=True, text=True)
        assert not secret or secret not in output.stdout + output.stderr
        return output


    def names():
        return sorted(item["Key"] for item in bucket.list_objects_v2(Bucket="backups")["Contents"])


    made = call("once")
    print("once", made.returncode, made.stderr)
    dump = next(folder.glob("*.dump"))
    content = dump.read_bytes()
    place = f"production/postgres/{dump.name}"
    print("equal", bucket.get_object(Bucket="backups", Key=place)["Body"].read() == content, len(content) > 1000)
    print("names", *["NEW" if name == place else name for name in names()])
    print("check", call("check").returncode)
    dump.unlink()
    print("copies", dump.name in call("copies").stdout)
    print("fetch", call("fetch", dump.name).returncode, dump.read_bytes() == content)
    for name in ("", "../x", "-x"):
        print("refused", call("fetch", name).returncode)
    before = names()
    time.sleep(1.1)
    broken = call("once", secret="wrong")
    print("wrong", broken.returncode != 0, len(list(folder.glob("*.dump"))), names() == before)
    (folder / "postgres.copied").unlink()
    print("stale", call("check").returncode)
    print("form", call("once", secret="").returncode)
    record = pathlib.Path(os.environ["RECORD"]).read_text()
    print("secret", key["SecretAccessKey"] in record, record.count("copyto"))
    server.stop()
    """#

  @Test("the object is the dump, an old one is gone, what is beside it stays, and a copy comes back")
  func copies() throws {
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(Self.topology.utf8))
    #expect(!compilation.hasErrors, "\(compilation.diagnostics.map(\.message))")
    let program = try #require(compilation.programs.first)
    let checkout = try ComposeOracle.Checkout(program, .tree)
    try checkout.fill()
    let services = try #require(try checkout.model()["services"] as? [String: [String: Any]])
    let service = try #require(services["postgres-backup"])
    var environment = try #require(service["environment"] as? [String: String])
    #expect(environment["BACKUP_BUCKET"] == "backups/production/postgres")
    #expect(environment["BACKUP_BUCKET_ENDPOINT"] == "http://127.0.0.1:9000")
    #expect(environment["BACKUP_BUCKET_KEYS"]?.hasPrefix("s3cret-") == true)
    #expect(Set((service["networks"] as? [String: Any] ?? [:]).keys) == ["data", "apps"])
    let build = try #require(service["build"] as? [String: Any])
    let context = try #require(build["context"] as? String)
    #expect(try String(contentsOfFile: context + "/Dockerfile", encoding: .utf8).contains("\nFROM postgres:15-"))

    let cluster = try PostgresCluster(try PostgresCluster.Version.major(15))
    try cluster.start()
    _ = try cluster.query("CREATE TABLE prices AS SELECT i, md5(i::text) FROM generate_series(1, 500) i")
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("dumps"), withIntermediateDirectories: true)
    try folder.program(
      "#!/bin/sh\nprintf '%s\\n' \"$*\" >> \"$RECORD\"\nexec /usr/bin/rclone \"$@\"\n", to: "bin/rclone")
    environment.merge([
      "PATH": "\(folder.path("bin")):\(cluster.version.programs):/usr/bin:/bin", "RECORD": folder.path("record"),
      "PGHOST": cluster.folder.path, "PGUSER": "postgres", "PGPASSWORD": PostgresCluster.superuserPassword,
      "PGDATABASE": "postgres", "BACKUP_DIR": folder.path("dumps"), "HOME": folder.path,
      "AWS_EC2_METADATA_DISABLED": "true",
    ]) { _, new in new }
    let client = try folder.write(Self.client, to: "client.py")
    let script = checkout.folder.path("infra/production/compose/backup.sh")
    let output = try run(try Tools.path("python"), [client, script], environment: environment, limit: 120)
    #expect(output.status == 0, "\(output.stdout)\(output.stderr)")
    #expect(
      output.stdout == """
        once 0\u{20}
        equal True True
        names production/other/postgres-1.dump production/postgres/postgres-2.dump NEW
        check 0
        copies True
        fetch 0 True
        refused 2
        refused 2
        refused 2
        wrong True 2 True
        stale 1
        form 2
        secret False 3

        """, "\(output.stdout)\(output.stderr)")
  }

  @Test("deploy.sh builds the image before it starts the stores; restore.sh names how a copy comes back")
  func scripts() throws {
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(Self.topology.utf8))
    let stage = try ScriptStage(compilation.programs)
    try stage.folder.write("", to: "infra/production/compose/.env")
    #expect(try stage.run("production/scripts/compose/deploy.sh", ["--tag", "v1", "--yes"]).status == 0)
    let calls = try stage.calls()
    let build = try #require(calls.firstIndex { $0.hasPrefix("docker compose build postgres-backup ") })
    let start = try #require(
      calls.firstIndex { $0.contains(" up --detach --wait --no-build postgres postgres-backup") })
    #expect(build < start)
    let help = try stage.run("production/scripts/compose/restore.sh", ["--help"]).stdout
    let command = "docker compose exec postgres-backup /bin/sh /usr/local/bin/backup"
    #expect(help.contains("the copies: \(command) copies\n") && help.contains("one back:   \(command) fetch FILE\n"))
  }

  @Test("hadolint finds nothing in the image, and its commands are shell")
  func image() throws {
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(Self.topology.utf8))
    let program = try #require(compilation.programs.first)
    let request = EmitRequest(programs: [program], layout: OutputLayout(), targets: ["compose"])
    let file = try #require(
      ComposeEmitter.emit(request).files.first { $0.path.hasSuffix("postgres-backup/Dockerfile") })
    let folder = try TemporaryFolder()
    let output = try run(
      "hadolint", ["--failure-threshold", "style", try folder.write(file.content, to: "Dockerfile")])
    #expect(output.status == 0 && output.stdout.isEmpty, "\(output.stdout)")
    let script = try #require(ComposeEmitter.emit(request).files.first { $0.path.hasSuffix("backup.sh") })
    let path = try folder.write(script.content, to: "backup.sh")
    let found = try run("shellcheck", ["-s", "sh", "-S", "style", path])
    #expect(found.status == 0, "\(found.stdout)")
  }
}
