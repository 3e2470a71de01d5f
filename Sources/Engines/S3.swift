import IR

extension StoreEngine {
  /// Files in a bucket. The server is Garage, because MinIO publishes no images any more.
  package static let s3: StoreEngine = {
    var engine = StoreEngine(
      "s3", title: "Garage (S3)", port: 3900, version: "2.4.1", administrator: "",
      image: { version, _ in "dxflrs/garage:v\(version)" }, facts: GarageFacts.fill)
    engine.aliases = ["garage", "bucket", "object-storage", "objectstorage"]
    engine.memory = 512 << 20
    engine.storage = 10 << 30
    engine.abilities = [.buckets, .withoutDump]
    engine.images = [Image("dxflrs/garage", prefix: "v")]
    engine.exactVersion = ExactVersion(parts: 3, "its images have no shorter tags")
    engine.managed = Store.Managed("bucket")
    engine.secrets = [
      Secret("rpc_secret", form: Store.SecretForm(alphabet: "hex", bytes: 32)) { service, _ in
        "\(service). What its parts trust each other by; no client needs it."
      },
      // Garage refuses a key of another form ("Quick start", 2.3).
      Secret("access_key", form: Store.SecretForm(alphabet: "hex", bytes: 16, prefix: "GK")) { service, _ in
        "\(service), the name of the key that services use: GK and 32 hexadecimal digits."
      },
      Secret("secret_key", form: Store.SecretForm(alphabet: "hex", bytes: 32)) { service, _ in
        "\(service), the key itself: 64 hexadecimal digits."
      },
    ]
    engine.ownOutputs = S3Outputs.all
    engine.libraries = [
      "boto3", "aioboto3", "minio", "@aws-sdk/client-s3", "aws-sdk", "aws4fetch",
      "github.com/aws/aws-sdk-go-v2/service/s3",
    ]
    engine.urlNames = [
      "S3_ENDPOINT", "*_S3_ENDPOINT", "S3_ENDPOINT_URL", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_*",
      "AWS_S3_ENDPOINT_URL",
    ]
    engine.foreignNames = S3Outputs.foreignNames
    engine.words = ["S3", "BUCKET", "AWS", "MINIO"]
    engine.grace = { _ in Grace(milliseconds: 60_000) }
    engine.evidence =
      "No package of Debian or PyPI brings Garage or MinIO, so neither was run; their forms rest on the documentation "
      + "(Garage 2.3, MinIO 2025-09), and tests compare the text and `docker compose config`. A client (boto3) was run "
      + "with the written values against moto, which speaks the protocol: the endpoint, the region and addresses by path "
      + "work. Clients must address a bucket by path: `AWS_S3_ADDRESSING_STYLE: path`, `S3_FORCE_PATH_STYLE: true`. "
      + "Presigned URLs for browsers need `public_endpoint`, which `public` brings; a private `endpoint` in them cannot "
      + "be told from the topology. On Railway it is a bucket of the platform, and `endpoint` is public. There is no "
      + "`backup`: copy a bucket with `rclone sync`."
    engine.add([.minio])
    return engine
  }()
}

extension StoreEngine.Flavor {
  /// MinIO, for those who have it. Its last image is of September 2025.
  static let minio = StoreEngine.Flavor("minio", title: "MinIO", version: "2025") { engine in
    engine.port = 9000
    engine.exactVersion = nil
    // Chosen on purpose: a bucket of a platform is another server.
    engine.managed = nil
    engine.otherPorts = [Store.Port("console", 9001)]
    engine.images = [StoreEngine.Image("minio/minio", prefix: "RELEASE.")]
    engine.image = { _, _ in "minio/minio:RELEASE.2025-09-07T16-13-09Z" }
    engine.secrets = [
      StoreEngine.Secret("access_key") { service, _ in "\(service), the account that services use." },
      StoreEngine.Secret("secret_key") { service, _ in "\(service), its password." },
    ]
    engine.facts = MinIOFacts.fill
  }
}

/// What both servers offer.
private enum S3Outputs {
  static let all: [EngineOutput] = [
    output("endpoint", "S3_ENDPOINT", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"], .address(["http", "https"])),
    output("bucket", "S3_BUCKET", ["AWS_S3_BUCKET", "AWS_STORAGE_BUCKET_NAME", "BUCKET_NAME"], .text),
    output("region", "AWS_REGION", ["AWS_DEFAULT_REGION", "S3_REGION", "AWS_S3_REGION_NAME"], .text),
    secret("access_key_id", "AWS_ACCESS_KEY_ID", ["S3_ACCESS_KEY_ID", "S3_ACCESS_KEY"], "access_key"),
    secret("secret_access_key", "AWS_SECRET_ACCESS_KEY", ["S3_SECRET_ACCESS_KEY", "S3_SECRET_KEY"], "secret_key"),
    published,
  ]

  private static func output(
    _ name: String, _ convention: String, _ others: [String], _ kind: EngineOutput.Kind
  ) -> EngineOutput {
    var output = EngineOutput(name: name, convention: convention, kind: kind) { .output(service: $0, name: name) }
    output.otherConventions = others
    if case .address = kind { output.isPublic = false }
    return output
  }

  private static func secret(_ name: String, _ convention: String, _ others: [String], _ secret: String) -> EngineOutput
  {
    var output = EngineOutput(name: name, convention: convention, kind: .text) { .secret(id: $0 + "/" + secret) }
    output.otherConventions = others
    output.isSecret = true
    return output
  }

  /// For URLs that browsers get.
  private static let published: EngineOutput = {
    var output = EngineOutput(
      name: "public_endpoint", convention: "S3_PUBLIC_ENDPOINT", kind: .address(["http", "https"])
    ) { .output(service: $0, name: "public_url") }
    output.isPublic = true
    output.requirement = .published
    return output
  }()

  /// Sources (2025): django-storages, the AWS SDKs, MinIO's clients, and Railway's buckets.
  static let foreignNames = [
    "endpoint": [
      "url", "uri", "host", "private_url", "S3_ENDPOINT_URL", "MINIO_ENDPOINT", "S3_URL", "AWS_S3_ENDPOINT_URL",
    ],
    "bucket": ["bucket_name", "name", "S3_BUCKET_NAME", "AWS_BUCKET", "AWS_BUCKET_NAME", "BUCKET"],
    "access_key_id": ["access_key", "user", "username", "MINIO_ACCESS_KEY", "MINIO_ROOT_USER"],
    "secret_access_key": ["secret_key", "password", "MINIO_SECRET_KEY", "MINIO_ROOT_PASSWORD"],
    "public_endpoint": ["public_url", "S3_PUBLIC_URL"],
  ]
}

/// The longer answers of the engine.
private enum GarageFacts {
  /// The image has the program and nothing else: no shell, and no user but root.
  @Sendable static func fill(_ input: StoreInput, _ store: inout Store) {
    let port = input.port ?? store.usualPort
    store.dataPath = "/var/lib/garage"
    store.region = "garage"
    var container = Store.Container()
    container.command = ["/garage", "server", "--single-node", "--default-bucket"]
    container.commandNote = "Makes the layout, the key and the bucket of the variables below at the first start."
    container.environment = [
      Store.Variable("GARAGE_RPC_SECRET", input.secret("rpc_secret")),
      Store.Variable("GARAGE_DEFAULT_ACCESS_KEY", input.secret("access_key")),
      Store.Variable("GARAGE_DEFAULT_SECRET_KEY", input.secret("secret_key")),
      Store.Variable("GARAGE_DEFAULT_BUCKET", .literal(store.space ?? "")),
    ]
    container.files = [
      Store.File(
        "garage.toml", at: "/etc/garage.toml",
        lines: [
          .init("metadata_dir = \"/var/lib/garage/meta\""), .init("data_dir = \"/var/lib/garage/data\""),
          .init("db_engine = \"sqlite\"", note: "lmdb files cannot be copied to another architecture"),
          .init("replication_factor = 1"), .init("rpc_bind_addr = \"[::]:3901\""),
          .init("rpc_public_addr = \"127.0.0.1:3901\""), .init("[s3_api]"), .init("s3_region = \"garage\""),
          .init("api_bind_addr = \"[::]:\(port)\""),
        ])
    ]
    // The image has no user of its own, and the server needs none: it writes to its data alone.
    container.account = Store.Account(65_532, 65_532)
    store.container = container
    store.probe = Store.Probe(.words(["/garage", "status"].map { .text($0) }), startPeriod: 30_000)
  }
}

private enum MinIOFacts {
  @Sendable static func fill(_ input: StoreInput, _ store: inout Store) {
    let port = input.port ?? store.usualPort
    store.dataPath = "/data"
    // A newer server opens the data of an older one (min.io, upgrade, read 2026-11-30).
    store.upgradesInPlace = true
    store.region = "us-east-1"
    var container = Store.Container()
    let bucket = store.space ?? ""
    let script = """
      (until mc alias set own http://127.0.0.1:\(port) "$MINIO_ROOT_USER" "$MINIO_ROOT_PASSWORD" > /dev/null 2>&1; do
        sleep 1
      done
      mc mb --ignore-existing own/\(bucket)) &
      exec minio server /data --address :\(port) --console-address :9001

      """
    container.command = ["sh", "-c", script]
    container.commandNote = "The bucket is made once the server answers; nothing happens where it is there."
    container.environment = [
      Store.Variable("MINIO_ROOT_USER", input.secret("access_key")),
      Store.Variable("MINIO_ROOT_PASSWORD", input.secret("secret_key")),
    ]
    store.passwordChanges = [Store.PasswordChange(input.secretID("secret_key"))]
    // As above; its home is the data.
    container.account = Store.Account(65_532, 65_532)
    store.container = container
    store.probe = Store.Probe(
      .words(
        ["curl", "--fail", "--silent", "--output", "/dev/null", "http://127.0.0.1:\(port)/minio/health/live"]
          .map { .text($0) }), startPeriod: 30_000)
  }
}
