import IR

/// Pods that run to their end.
extension KubernetesProject {
  static let waveKey = "argocd.argoproj.io/sync-wave"

  static func wave(_ number: Int) -> YAMLValue { .quoted(String(number)) }

  /// `spec:` of a CronJob.
  func schedule(
    _ schedule: String, retries: Int, _ owner: KubernetesOwner, _ pod: KubernetesPod
  ) -> YAMLMapping {
    var spec = YAMLMapping()
    spec.add("schedule", .quoted(KubernetesText.schedule(schedule)))
    spec.add("timeZone", .text("Etc/UTC"))
    spec.add("concurrencyPolicy", .text("Forbid"))
    spec.add("startingDeadlineSeconds", .integer(3600))
    spec.add("successfulJobsHistoryLimit", .integer(3))
    spec.add("failedJobsHistoryLimit", .integer(3))
    var job = YAMLMapping()
    job.add("backoffLimit", .integer(retries))
    job.add("template", .mapping(pod.template))
    var metadata = YAMLMapping()
    metadata.add("labels", .mapping(labels(owner)))
    var template = YAMLMapping()
    template.add("metadata", .mapping(metadata))
    template.add("spec", .mapping(job))
    spec.add("jobTemplate", .mapping(template))
    return spec
  }

  /// A Job of phase 2: the one before is removed first, because a Job cannot be changed.
  func job(_ step: KubernetesReleases.Step, _ pod: KubernetesPod, retries: Int, above: [String]) -> YAMLMapping {
    let annotations: [(String, YAMLValue)] = [
      ("argocd.argoproj.io/hook", .text("Sync")),
      ("argocd.argoproj.io/hook-delete-policy", .text("BeforeHookCreation")),
      (Self.waveKey, Self.wave(step.wave)),
      ("kustomize.toolkit.fluxcd.io/force", .text("enabled")),
    ]
    var object = self.object(
      "batch/v1", "Job", self.metadata(step.name, step.owner, annotations: annotations), above: above)
    var spec = YAMLMapping()
    spec.add(
      "backoffLimit", .integer(retries), note: retries == 0 ? "what fails is looked at by a person" : nil)
    var rule = YAMLMapping()
    rule.add("action", .text("Ignore"))
    rule.add("onPodConditions", .flow([.mapping(.flow([("type", .text("DisruptionTarget"))]))]))
    var policy = YAMLMapping()
    policy.add("rules", .sequence([YAMLItem(.mapping(rule))]), note: "a drained node is no failure")
    spec.add("podFailurePolicy", .mapping(policy))
    spec.add("template", .mapping(pod.template))
    object.add("spec", .mapping(spec))
    return object
  }
}
