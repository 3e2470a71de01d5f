import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// A client of S3 works with the values that are written: against moto, which speaks the protocol, because no package
/// brings the servers themselves.
@Suite("Clients of a bucket take its outputs", .waiting)
struct ObjectStorageOracle {
  private static let script = """
    import os
    import re
    import sys

    import boto3
    from botocore.config import Config
    from moto.server import ThreadedMotoServer

    address = re.fullmatch(r"http://127\\.0\\.0\\.1:(\\d+)", os.environ["AWS_ENDPOINT_URL"])
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=int(address.group(1)), verbose=False)
    server.start()
    client = boto3.client("s3", config=Config(s3={"addressing_style": "path"}))
    bucket = os.environ["S3_BUCKET"]
    region = os.environ["AWS_REGION"]
    # The protocol's first region is the one that no request may name.
    place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    client.create_bucket(Bucket=bucket, **place)
    client.put_object(Bucket=bucket, Key="a/b.txt", Body="text \\u20ac".encode())
    print("read", client.get_object(Bucket=bucket, Key="a/b.txt")["Body"].read().decode())
    public = boto3.client("s3", endpoint_url=os.environ["PUBLIC"], config=Config(s3={"addressing_style": "path"}))
    print("signed", public.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a/b.txt"}))
    server.stop()
    """

  @Test(
    "each server's outputs",
    arguments: [("s3", "GK[0-9a-f]{32}", "garage", 3900), ("minio", "[0-9a-f]{48}", "us-east-1", 9000)])
  func outputs(type: String, key: String, region: String, port: Int) throws {
    let topology = """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        uploads: { type: \(type), bucket: avatars, public: true }
        app:
          type: worker
          image: "example/app:1.0"
          variables:
            AWS_ENDPOINT_URL: $<<uploads.endpoint>>
            PUBLIC: $<<uploads.public_endpoint>>
            S3_BUCKET: $<<uploads.bucket>>
            AWS_REGION: $<<uploads.region>>
            AWS_ACCESS_KEY_ID: $<<uploads.access_key_id>>
            AWS_SECRET_ACCESS_KEY: $<<uploads.secret_access_key>>
      """
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8))
    #expect(!compilation.hasErrors, "\(compilation.diagnostics.map(\.message))")
    let program = try #require(compilation.programs.first)
    let checkout = try ComposeOracle.Checkout(program, .tree)
    // The values are made with the command of the example env file.
    var values = ""
    for block in checkout.example.split(separator: "make one: ").dropFirst() {
      let lines = block.split(separator: "\n")
      let name = try #require(lines.dropFirst().first { $0.hasSuffix("=''") }).dropLast(3)
      values += "\(name)='\(try run("/bin/sh", ["-c", String(lines[0])]).stdout.dropLast())'\n"
    }
    try Data(values.utf8).write(to: URL(fileURLWithPath: checkout.envFile))
    let services = try #require(try checkout.model()["services"] as? [String: [String: Any]])
    var environment = try #require(services["app"]?["environment"] as? [String: String])
    let id = try #require(environment["AWS_ACCESS_KEY_ID"])
    #expect(id.wholeMatch(of: try Regex(key)) != nil, "\(id)")
    #expect(environment["AWS_REGION"] == region)
    #expect(environment["AWS_ENDPOINT_URL"] == "http://uploads:\(port)")
    environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:\(port)"
    environment["AWS_EC2_METADATA_DISABLED"] = "true"
    let folder = try TemporaryFolder()
    let script = try folder.write(Self.script, to: "client.py")
    let output = try run(
      "unshare",
      [
        "--map-root-user", "--net", "bash", "-c", "ip link set lo up && exec \"$@\"", "bash", try Tools.path("python"),
        script,
      ],
      environment: environment, limit: 120)
    #expect(output.status == 0, "\(output.stdout)\(output.stderr)")
    #expect(output.stdout.contains("read text €\n"))
    #expect(output.stdout.contains("signed http://localhost:\(port)/avatars/a/b.txt?"), "\(output.stdout)")
  }
}
