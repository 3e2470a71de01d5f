package import Diagnostics

extension DiagnosticKind {
  package static let policyAgainstUse = DiagnosticKind(
    "W0715", "policy-against-use", tunable: true,
    summary: "the eviction policy does not fit what Redis is used for",
    explanation: """
      When Redis has reached `maxmemory` its policy decides: the `allkeys` and `volatile` policies drop keys,
      `noeviction` refuses writes.

      A queue must not lose jobs. With an evicting policy, jobs that nobody has worked on yet vanish without a trace,
      and with them locks and results; BullMQ and Celery warn of this. Redis is a queue here when a `worker` or `cron`
      service refers to it by itself, or when a variable such as `CELERY_BROKER_URL` names it.

      A cache, the other way round, must make room: with `noeviction` every write fails as soon as the memory is full.

      Choose the policy by the use, or run two Redis services where there are two uses.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          tuning: { policy: allkeys-lru }
                            ^^^^^^^^^^^
        worker:
          type: worker
          start: arq worker.Settings
          variables: { REDIS_URL: $<<redis.REDIS_URL>> }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        redis:
          tuning: { policy: noeviction }
        worker:
          type: worker
          start: arq worker.Settings
          variables: { REDIS_URL: $<<redis.REDIS_URL>> }
      """)
}
