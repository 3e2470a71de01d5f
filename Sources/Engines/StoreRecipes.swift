/// Servers that people run beside their code and that no engine is written for. What is stated of each image is from its
/// description and the server's documentation, November 2026; `StoreRecipeTests` compiles all of them, and
/// `MemcachedOracle` runs the first.
package enum StoreRecipes {
  /// In the order of the reference page.
  package static let all: [StoreRecipe] = [
    memcached, elasticsearch, opensearch, qdrant, kafka, redpanda, nats, neo4j, influxdb,
  ]

  /// By the word for the server.
  package static func named(_ name: String) -> StoreRecipe? { all.first { $0.name == name } }

  /// The recipe of an image; nil: it is not a known one.
  ///
  /// - Parameter image: as a topology has it, with or without a registry and a tag.
  package static func of(_ image: String) -> StoreRecipe? {
    var name = image[..<(image.utf8.firstIndex(of: UInt8(ascii: "@")) ?? image.endIndex)]
    let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")) ?? name.startIndex
    if let colon = name[slash...].utf8.firstIndex(of: UInt8(ascii: ":")) { name = name[..<colon] }
    for prefix in ["docker.io/", "library/"] where name.hasPrefix(prefix) { name = name.dropFirst(prefix.count) }
    return all.first { $0.repositories.contains { $0 == name } }
  }

  private static let host = "$<<self.private_host>>"
  private static let address = "$<<self.private_host>>:$<<self.port>>"

  private static let memcached: StoreRecipe = {
    // The image is Debian's: it has bash, and neither nc nor curl.
    var recipe = StoreRecipe(
      "memcached", "Memcached", image: "memcached:1.6-bookworm", also: ["bitnami/memcached"], port: 11211,
      health: "bash -c 'exec 3<>/dev/tcp/127.0.0.1/11211; printf \"version\\r\\n\" >&3; "
        + "read -r -t 3 answer <&3; [[ $answer == VERSION* ]]'")
    // 64 MiB are for connections and the program.
    recipe.start = "memcached --memory-limit=192"
    recipe.memory = "256MiB"
    recipe.outputs = [
      ("url", "url<memcached>", "memcached://" + address), ("address", "hostport", address),
    ]
    return recipe
  }()

  private static let elasticsearch: StoreRecipe = {
    // ES_SETTING_ with capitals is a setting with dots (Elasticsearch's page on Docker, 8.17).
    var recipe = StoreRecipe(
      "elasticsearch", "Elasticsearch", image: "elasticsearch:8.17.0",
      also: ["docker.elastic.co/elasticsearch/elasticsearch", "bitnami/elasticsearch"], port: 9200,
      health: "curl --fail --silent --output /dev/null --user \"elastic:$ELASTIC_PASSWORD\" "
        + "http://127.0.0.1:9200/_cluster/health")
    recipe.volume = "/usr/share/elasticsearch/data"
    recipe.memory = "2GiB"
    recipe.secrets = ["ELASTIC_PASSWORD"]
    recipe.variables = [
      ("ES_SETTING_DISCOVERY_TYPE", "single-node"), ("ES_SETTING_XPACK_SECURITY_HTTP_SSL_ENABLED", "false"),
      ("ES_JAVA_OPTS", "-Xms1g -Xmx1g"),
    ]
    recipe.outputs = [("url", "url<http>", "http://elastic:$<<shared.ELASTIC_PASSWORD>>@" + address)]
    return recipe
  }()

  private static let opensearch: StoreRecipe = {
    // The security plugin brings certificates of its own for every connection; the network is private.
    var recipe = StoreRecipe(
      "opensearch", "OpenSearch", image: "opensearchproject/opensearch:2", port: 9200,
      health: "curl --fail --silent --output /dev/null http://127.0.0.1:9200/_cluster/health")
    recipe.start = "opensearch -Ediscovery.type=single-node"
    recipe.volume = "/usr/share/opensearch/data"
    recipe.memory = "2GiB"
    recipe.variables = [
      ("DISABLE_SECURITY_PLUGIN", "true"), ("DISABLE_INSTALL_DEMO_CONFIG", "true"),
      ("OPENSEARCH_JAVA_OPTS", "-Xms1g -Xmx1g"),
    ]
    recipe.outputs = [("url", "url<http>", "http://" + address)]
    return recipe
  }()

  private static let qdrant: StoreRecipe = {
    var recipe = StoreRecipe(
      "qdrant", "Qdrant", image: "qdrant/qdrant:v1.13.4", port: 6333,
      health: "bash -c 'exec 3<>/dev/tcp/127.0.0.1/6333'")
    recipe.ports = [("grpc", 6334)]
    recipe.volume = "/qdrant/storage"
    recipe.memory = "1GiB"
    recipe.secrets = ["QDRANT_API_KEY"]
    recipe.variables = [("QDRANT__SERVICE__API_KEY", "$<<shared.QDRANT_API_KEY>>")]
    recipe.outputs = [("url", "url<http>", "http://" + address)]
    return recipe
  }()

  private static let kafka: StoreRecipe = {
    var recipe = StoreRecipe(
      "kafka", "Apache Kafka", image: "apache/kafka:4.0.0", also: ["bitnami/kafka", "confluentinc/cp-kafka"],
      port: 9092,
      health: "/opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server 127.0.0.1:9092")
    // A Java machine for each question.
    recipe.interval = "30s"
    recipe.volume = "/var/lib/kafka/data"
    recipe.memory = "1GiB"
    recipe.variables = [
      ("KAFKA_NODE_ID", "1"), ("KAFKA_PROCESS_ROLES", "broker,controller"),
      ("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093"),
      ("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://" + host + ":9092"),
      ("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
      ("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"), ("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@" + host + ":9093"),
      ("KAFKA_LOG_DIRS", "/var/lib/kafka/data"), ("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
      ("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"), ("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
    ]
    recipe.outputs = [("brokers", "hostport", address)]
    return recipe
  }()

  private static let redpanda: StoreRecipe = {
    var recipe = StoreRecipe(
      "redpanda", "Redpanda", image: "redpandadata/redpanda:v24.3.1",
      also: ["docker.redpanda.com/redpandadata/redpanda", "vectorized/redpanda"], port: 9092,
      health: "rpk cluster health | grep -q 'Healthy:.*true'")
    recipe.start =
      "redpanda start --mode=dev-container --smp=1 --memory=768M --kafka-addr=0.0.0.0:9092 "
      + "--advertise-kafka-addr=$ADVERTISED_HOST:9092"
    recipe.variables = [("ADVERTISED_HOST", host)]
    recipe.volume = "/var/lib/redpanda/data"
    recipe.memory = "1GiB"
    recipe.outputs = [("brokers", "hostport", address)]
    return recipe
  }()

  private static let nats: StoreRecipe = {
    // The variant with a shell; the plain image has none.
    var recipe = StoreRecipe(
      "nats", "NATS", image: "nats:2.10-alpine", port: 4222,
      health: "wget --quiet --output-document=/dev/null http://127.0.0.1:8222/healthz")
    recipe.start =
      "nats-server --jetstream --store_dir /data --http_port 8222 --user app --pass \"$NATS_PASSWORD\""
    recipe.ports = [("monitor", 8222)]
    recipe.volume = "/data"
    recipe.secrets = ["NATS_PASSWORD"]
    recipe.outputs = [("url", "url<nats>", "nats://app:$<<shared.NATS_PASSWORD>>@" + address)]
    return recipe
  }()

  private static let neo4j: StoreRecipe = {
    var recipe = StoreRecipe(
      "neo4j", "Neo4j", image: "neo4j:5", port: 7687,
      health: "cypher-shell -u neo4j -p \"$NEO4J_PASSWORD\" 'RETURN 1'")
    // A Java machine for each question.
    recipe.interval = "30s"
    recipe.ports = [("http", 7474)]
    recipe.volume = "/data"
    recipe.memory = "2GiB"
    recipe.secrets = ["NEO4J_PASSWORD"]
    recipe.variables = [("NEO4J_AUTH", "neo4j/$<<shared.NEO4J_PASSWORD>>")]
    recipe.outputs = [("url", "url<bolt>", "bolt://neo4j:$<<shared.NEO4J_PASSWORD>>@" + address)]
    return recipe
  }()

  private static let influxdb: StoreRecipe = {
    var recipe = StoreRecipe(
      "influxdb", "InfluxDB", image: "influxdb:2", port: 8086, health: "influx ping --host http://127.0.0.1:8086")
    recipe.volume = "/var/lib/influxdb2"
    recipe.secrets = ["INFLUXDB_PASSWORD", "INFLUXDB_TOKEN"]
    recipe.variables = [
      ("DOCKER_INFLUXDB_INIT_MODE", "setup"), ("DOCKER_INFLUXDB_INIT_USERNAME", "app"),
      ("DOCKER_INFLUXDB_INIT_PASSWORD", "$<<shared.INFLUXDB_PASSWORD>>"),
      ("DOCKER_INFLUXDB_INIT_ADMIN_TOKEN", "$<<shared.INFLUXDB_TOKEN>>"), ("DOCKER_INFLUXDB_INIT_ORG", "app"),
      ("DOCKER_INFLUXDB_INIT_BUCKET", "app"),
    ]
    recipe.outputs = [("url", "url<http>", "http://" + address)]
    return recipe
  }()
}
