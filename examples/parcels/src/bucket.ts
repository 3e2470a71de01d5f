import { createHash } from "node:crypto";
import { AwsClient } from "aws4fetch";

export interface BucketSettings {
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** The bucket that the content of parcels is in. */
export class Bucket {
  readonly #client: AwsClient;
  readonly #base: string;

  constructor({ endpoint, bucket, region, accessKeyId, secretAccessKey }: BucketSettings) {
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, region, service: "s3", retries: 2 });
    const url = new URL(endpoint);
    // On a private network one host serves all buckets; hosted storage, which is https, has a host for each.
    this.#base = url.protocol === "http:" ? `${url.origin}/${bucket}` : `${url.protocol}//${bucket}.${url.host}`;
  }

  /** Whether the bucket answers and the key is accepted. */
  async answers(milliseconds: number): Promise<boolean> {
    const question = await this.#client.sign(`${this.#base}/`, { method: "HEAD" });
    const answer = await fetch(question, { signal: AbortSignal.timeout(milliseconds) });
    return answer.ok;
  }

  async put(key: string, content: Uint8Array, type: string): Promise<void> {
    // With the sum among what is signed, the bucket refuses content that was changed or cut on the way.
    const sum = createHash("sha256").update(content).digest("hex");
    await this.#ask("PUT", key, { headers: { "content-type": type, "x-amz-content-sha256": sum }, body: content });
  }

  /** The content; undefined where there is no such object. */
  async get(key: string): Promise<Response | undefined> {
    return this.#ask("GET", key);
  }

  /** Removes an object. One that is gone already is no error. */
  async remove(key: string): Promise<void> {
    await this.#ask("DELETE", key);
  }

  async #ask(method: string, key: string, init: RequestInit = {}): Promise<Response | undefined> {
    // The limit is for the answer to begin: how long its content takes is up to the one who reads it.
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), 30_000);
    const asked = this.#client.fetch(`${this.#base}/${key}`, { method, signal: limit.signal, ...init });
    const answer = await asked.finally(() => clearTimeout(timer));
    if (answer.ok) return answer;
    await answer.body?.cancel();
    if (answer.status === 404 && method !== "PUT") return undefined;
    throw new Error(`the bucket answered ${method} with ${answer.status}`);
  }
}
