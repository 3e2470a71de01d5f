import IR

/// `deploy.sh`: deploys a version, one phase after the other.
struct KubernetesDeployScript {
  private let project: KubernetesProject
  private let manifests: KubernetesManifests
  /// The images that are built: by what a digest is given, and their names.
  private let images: [(label: String, name: String)]

  static let name = "deploy.sh"
  /// The version of examples.
  static let exampleTag = "1.4.2"
  private static let exampleDigest = "sha256:9f2c…"
  /// Minutes until the pod of a Job runs: what takes longer is an image or a Secret that does not exist.
  private static let minutesToStart = 10
  /// Minutes until a store is ready: those that it may take to repair its data, and those to fetch its image.
  private static let minutesOfStore = KubernetesStore.recovery / 60 + 5

  init(_ manifests: KubernetesManifests) {
    self.manifests = manifests
    project = manifests.project
    images = project.builtImages.map { [project] image in
      (project.imageLabel(image.owner, stage: image.stage), project.builtImage(image.owner, stage: image.stage))
    }
  }

  func write(to writer: inout TextWriter) {
    writer.write(introduction)
    writer.write(Self.beginning)
    writer.write("namespace=\(ShellText.quoted(project.namespace))\n")
    if !images.isEmpty { writer.write(imageList) }
    writer.write(arguments)
    writer.write(Self.calls)
    writer.write(overlays)
    if waits { writer.write(Self.readiness) }
    if hasJobs { writer.write(Self.runs) }
    for phase in KubernetesPhase.allCases where !manifests[phase].isEmpty { writer.write(step(phase)) }
    writer.write(smokeTest)
  }

  /// A look from outside, where a target beside this one writes the script for it.
  private var smokeTest: String {
    let program = project.program
    guard Emitters.all.contains(where: { $0.writesSmokeTest && program.companions.contains($0.name) }) else {
      return ""
    }
    let environment = program.environment.name
    let path = OutputLayout.relative(
      from: "\(environment)/\(KubernetesEmitter.name)", to: OutputLayout.smokeTest(environment))
    var script = ShellScript()
    script.emptyLine()
    script.command(
      [.code("[ \"$mode\" != apply ] ||"), .text(path)]
        + SmokeScript(program).options { project.address($0, output: "origin", separator: ",") })
    return script.text
  }

  // MARK: What the environment has

  private var hasJobs: Bool { !manifests.releases.steps.isEmpty }

  private var waits: Bool {
    KubernetesPhase.allCases.contains { phase in !manifests.inventory.workloads(in: phase).isEmpty }
  }

  /// Whether the files have a tag that exists, so that none has to be given.
  private var hasTag: Bool { project.options.tag != KubernetesOptions.unsetTag }

  /// Whether it has to be called with a tag.
  var needsTag: Bool { !images.isEmpty && !hasTag }

  // MARK: The beginning

  private var introduction: String {
    let version = needsTag ? " " + Self.exampleTag : ""
    var uses: [(command: String, meaning: String)] = []
    if images.isEmpty {
      uses.append(("", "applies the files"))
    } else if hasTag {
      uses.append(("", "every image with the tag of the files, \(project.options.tag)"))
    }
    if let image = images.first {
      uses.append((" " + Self.exampleTag, "every image with this tag"))
      uses.append(
        (" \(Self.exampleTag) \(image.label)@\(Self.exampleDigest)", "the same, with one image by its digest"))
    }
    uses.append((" --dry-run" + version, "sends everything to the server, which changes nothing"))
    uses.append((" --diff" + version, "shows what would change"))
    let width = uses.reduce(0) { max($0, $1.command.columns) }
    var lines = [
      "Deploys \(images.isEmpty ? "the files" : "a version") to the cluster of kubectl's current context. A phase starts "
        + "after the one before it has succeeded."
    ]
    lines += uses.map {
      "  ./\(Self.name)\($0.command)" + String(UInt8(ascii: " "), times: width - $0.command.columns + 3) + $0.meaning
    }
    if !images.isEmpty {
      lines.append("An earlier version is deployed in the same way. That does not revert a migration.")
    }
    return lines.map { CommentSyntax.hash.line($0) }.joined()
  }

  /// Where a script begins, whatever it does.
  static let beginning = """
    set -eu
    export LC_ALL=C
    unset CDPATH
    cd -- "$(dirname -- "$0")"

    """

  private var imageList: String {
    """
    # each COMMAND…: runs it with the name and the image of everything that is built
    each() {
    \(images.map { "  \"$@\" \(ShellText.quoted($0.label)) \(ShellText.quoted(Self.yaml($0.name)))\n" }.joined())}

    """
  }

  private static func yaml(_ text: String) -> String { YAMLScalar.inline(text, inFlow: true) }

  // MARK: Arguments

  private var arguments: String {
    let modes = """
      fail() { printf 'deploy: %s\\n' "$*" >&2; exit 1; }
      usage() {
        [ -z "$1" ] || printf 'deploy: %s\\n' "$1" >&2
      \(usage)
        exit 2
      }

      mode=apply
      case ${1-} in
      --dry-run | --diff) mode=${1#--}; shift ;;
      esac

      """
    return modes + (images.isEmpty ? "[ $# = 0 ] || usage 'no image is built, so there is no tag'\n\n" : versions)
  }

  private var usage: String {
    guard !images.isEmpty else { return "  echo 'usage: ./\(Self.name) [--dry-run | --diff]' >&2" }
    let tag = hasTag ? "[TAG [IMAGE@sha256:DIGEST …]]" : "TAG [IMAGE@sha256:DIGEST …]"
    return """
        {
          echo 'usage: ./\(Self.name) [--dry-run | --diff] \(tag)'
          echo 'IMAGE is one of:'
          each label
        } >&2
      """
  }

  private var versions: String {
    let tag =
      hasTag
      ? """
      files=; if [ $# = 0 ]; then files=yes; set -- \(ShellText.quoted(project.options.tag)); fi

      """
      : """
      [ $# != 0 ] || usage ''

      """
    return """
      label() { printf '  %s\\n' "$1"; }
      match() { [ "$1" != "$name" ] || found=yes; }
      \(tag)tag=$1; shift
      case $tag in '' | [!A-Za-z0-9_]* | *[!A-Za-z0-9_.-]*) usage 'a tag has letters, digits, _ . and -' ;; esac
      [ ${#tag} -le 128 ] || usage 'a tag has at most 128 characters'
      pins=
      for pin in "$@"; do
        name=${pin%%@*}; digest=${pin#*@sha256:}; found=
        each match
        [ -n "$found" ] || usage 'a digest is given as IMAGE@sha256:DIGEST'
        case $pin in "$name@sha256:$digest") ;; *) usage 'a digest is given as IMAGE@sha256:DIGEST' ;; esac
        case $digest in *[!0-9a-f]*) usage 'a digest has the digits 0 to 9 and a to f' ;; esac
        [ ${#digest} = 64 ] || usage 'a digest has 64 digits'
        case "$pins " in *" $name@"*) usage "two digests are given for $name" ;; esac
        pins="$pins $pin"
      done


      """
  }

  // MARK: Calls of kubectl

  /// What applies manifests, in every script and in the commands for people.
  static let apply = "kubectl apply --server-side --field-manager=infracc"

  private static let calls = """
    work=$(mktemp -d ./.deploy.XXXXXX)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    k() { kubectl --namespace "$namespace" "$@"; }
    # put FOLDER: applies a kustomization, or shows what that would do
    put() {
      case $mode in
      apply) \(apply) -k "$1" ;;
      dry-run) \(apply) --dry-run=server -k "$1" ;;
      diff) kubectl diff --server-side --field-manager=infracc -k "$1" || [ $? = 1 ] ;;
      esac
    }

    """

  private var overlays: String {
    let list =
      hasTag ? "\n    [ -n \"$files\" ] || { echo 'images:'; each image; }" : "\n    echo 'images:'\n    each image"
    let isBuilt = !images.isEmpty
    let images = isBuilt ? list : ""
    let image = """
      image() {
        digest=
        for pin in $pins; do case $pin in "$1@"*) digest=${pin#*@} ;; esac; done
        if [ -n "$digest" ]; then printf '  - { name: %s, digest: "%s" }\\n' "$2" "$digest"
        else printf '  - { name: %s, newTag: "%s" }\\n' "$2" "$tag"; fi
      }

      """
    return """
      # overlay PHASE [LINE…]: makes a kustomization of the phase\(isBuilt ? " with these images" : "") and lines; generated files stay as they are
      overlay() {
        {
          printf 'apiVersion: kustomize.config.k8s.io/v1beta1\\nkind: Kustomization\\nresources: [../%s]\\n' "$1"
          shift
          [ $# = 0 ] || printf '%s\\n' "$@"\(images)
        } > "$work/kustomization.yaml"
      }
      \(isBuilt ? image : "")
      """
  }

  private static let readiness = """
    # ready TIME KIND/NAME…: waits until all pods are those of this version
    ready() {
      [ "$mode" = apply ] || return 0
      time=$1; shift; late=
      for workload in "$@"; do k rollout status "$workload" --timeout="$time" || late="$late $workload"; done
      [ -z "$late" ] || fail "not ready:$late"
    }

    """

  private static let runs = """
    # run JOB…: starts Jobs and waits until each has succeeded
    run() {
      k patch job "$@" --type=merge --patch='{"spec":{"suspend":false}}' > /dev/null
      for job in "$@"; do finish "$job"; done
    }
    finish() {
      echo "deploy: waiting for $1" >&2
      waiting=0
      until [ "$waiting" -ge \(minutesToStart * 60) ]; do
        state=$(k get job "$1" -o jsonpath='{.status.conditions[?(@.status=="True")].type} ready={.status.ready}')
        case " $state " in
        *' Complete '*) return ;;
        *' Failed '*)
          k logs "job/$1" --tail=50 >&2 || true
          fail "$1 failed: the services keep the version that they have" ;;
        *' ready='[1-9]*) waiting=0 ;;
        *) waiting=$((waiting + 2)) ;;
        esac
        sleep 2
      done
      k get pods --selector="batch.kubernetes.io/job-name=$1" >&2 || true
      fail "$1 did not start within \(minutesToStart) minutes: the services keep the version that they have"
    }

    """

  // MARK: Phases

  private func step(_ phase: KubernetesPhase) -> String {
    switch phase {
    case .keep: return "\nput \(phase.rawValue)\n"
    case .data: return applied(phase) + operated + wait(for: manifests.inventory.workloads(in: phase))
    case .release: return jobs
    case .serve: return handover + applied(phase) + wait(for: manifests.inventory.workloads(in: phase))
    }
  }

  /// Stores that an operator runs.
  private var operated: String {
    let names = project.stores.compactMap { project.operated($0)?.resource }
    guard !names.isEmpty else { return "" }
    let words = ["k", "wait", "--for=condition=Ready", "--timeout=\(Self.minutesOfStore)m"] + names
    return "[ \"$mode\" != apply ] || " + Self.call(words)
  }

  private func applied(_ phase: KubernetesPhase) -> String { "\noverlay \(phase.rawValue); put \"$work\"\n" }

  /// StatefulSets have no deadline of their own; a Deployment has `progressDeadlineSeconds`.
  private func wait(for workloads: [KubernetesInventory.Workload]) -> String {
    [(KubernetesInventory.Workload.Kind.statefulSet, "\(Self.minutesOfStore)m"), (.deployment, "0s")].map {
      kind, time in
      let names = workloads.filter { $0.kind == kind }.map { "\(kind.rawValue)/\($0.name)" }
      return names.isEmpty ? "" : Self.call(["ready", time] + names)
    }
    .joined()
  }

  private var jobs: String {
    let steps = manifests.releases.steps
    let names = steps.map(\.name)
    let release = KubernetesPhase.release.rawValue
    let waves = Set(steps.map(\.wave)).sorted().map { wave in
      "  " + Self.call(["run"] + steps.filter { $0.wave == wave }.map(\.name), indent: 4)
    }
    return """

      \(Self.call(["set", "--"] + names))if [ "$mode" = apply ]; then
        # A Job cannot be changed: it is deleted and created again, suspended until its turn. Those of one line run together.
        k delete job "$@" --ignore-not-found --cascade=foreground
        overlay \(release) \(Self.suspension)
        put "$work"
      \(waves.joined())else
        # The server refuses a change of a Job that exists, so that only new ones are looked at.
        new=; jobs=$*; set -- 'patches:'
        for job in $jobs; do
          if k get job "$job" > /dev/null 2>&1; then
            echo "deploy: $job exists: it would be deleted and created again" >&2
            set -- "$@" "  - patch: '{ \\$patch: delete, apiVersion: batch/v1, kind: Job, metadata: { name: $job, namespace: $namespace } }'"
          else new=yes; fi
        done
        [ $# -gt 1 ] || set --
        if [ -n "$new" ]; then overlay \(release) "$@"; put "$work"; fi
      fi

      """
  }

  private static let suspension =
    #"'patches: [{ target: { kind: Job }, patch: "[{\"op\":\"add\",\"path\":\"/spec/suspend\",\"value\":true}]" }]'"#

  /// What a Deployment that gets an autoscaler needs once.
  private var handover: String {
    let names = manifests.inventory.autoscalers
    guard !names.isEmpty else { return "" }
    return """

      # A service that gets its first autoscaler keeps its number of replicas: without an owner of the field it would be 1.
      if [ "$mode" = apply ]; then
        \(Self.call(["set", "--"] + names, indent: 4))  for service in "$@"; do
          if k get hpa "$service" > /dev/null 2>&1; then continue; fi
          replicas=$(k get deployment "$service" --ignore-not-found -o jsonpath='{.spec.replicas}')
          [ -z "$replicas" ] ||
            printf 'apiVersion: apps/v1\\nkind: Deployment\\nmetadata: { name: %s }\\nspec: { replicas: %s }\\n' "$service" "$replicas" |
            k apply --server-side --field-manager=infracc-autoscaler -f -
        done
      fi
      """
  }

  private static func call(_ words: [String], indent: Int = 2) -> String {
    ShellText.line(words.map(ShellText.quoted), indent: indent) + "\n"
  }
}

extension KubernetesProject {
  /// By what name a digest is given for an image that is built.
  func imageLabel(_ owner: Service, stage: String?) -> String { owner.dns + (stage.map { "-" + $0 } ?? "") }
}
