package import Diagnostics

extension DiagnosticKind {
  package static let commentInRedisLine = DiagnosticKind(
    "W1022", "comment-in-redis-line", tunable: true,
    summary: "a redis.conf has a comment behind a setting",
    explanation: """
      In redis.conf a comment is a line that begins with `#`. Behind a setting the rest of the line is read as further
      arguments: `save 900 1   # a quarter of an hour` has too many of them, and the server stops with
      "Bad directive or wrong number of arguments" before it answers the first client.

      Give the comment a line of its own, above the setting.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        cache:
          type: worker
          image: redis:7.4
          start: redis-server /etc/redis/redis.conf
          files:
            /etc/redis/redis.conf: ./redis.conf
            ^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        cache:
          type: worker
          image: redis:7.4
          start: redis-server /etc/redis/redis.conf
          files:
            /etc/redis/redis.conf: ./redis.conf
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "redis.conf",
          """
          maxmemory 200mb
          save 900 1   # a quarter of an hour
          """)
      ],
      passingFiles: [
        ExampleFile(
          "redis.conf",
          """
          maxmemory 200mb
          # a quarter of an hour
          save 900 1
          """)
      ]))
}
