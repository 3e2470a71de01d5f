// A stand-in for aws4fetch where its real package cannot be had: the same class, which signs requests with version 4 of
// AWS's signatures and sends them.
import { createHash, createHmac } from "node:crypto";

const RETRIED = new Set([429, 500, 502, 503, 504]);
const hash = (text) => createHash("sha256").update(text).digest("hex");
const keyed = (key, text) => createHmac("sha256", key).update(text).digest();

export class AwsClient {
  constructor({ accessKeyId, secretAccessKey, region, service, retries = 10, initRetryMs = 50 }) {
    Object.assign(this, { accessKeyId, secretAccessKey, region, service, retries, initRetryMs });
  }

  async sign(input, { method = "GET", headers: given, body, signal } = {}) {
    const url = new URL(input);
    const headers = new Headers(given);
    const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    headers.set("x-amz-date", time);
    if (!headers.has("x-amz-content-sha256")) headers.set("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    const signed = { host: url.host };
    for (const [name, value] of headers) if (name.startsWith("x-amz-")) signed[name] = value;
    const names = Object.keys(signed).sort();
    const canonical = [
      method,
      url.pathname,
      url.searchParams.toString(),
      ...names.map((name) => `${name}:${signed[name]}`),
      "",
      names.join(";"),
      signed["x-amz-content-sha256"],
    ].join("\n");
    const scope = [time.slice(0, 8), this.region, this.service, "aws4_request"];
    const text = ["AWS4-HMAC-SHA256", time, scope.join("/"), hash(canonical)].join("\n");
    const key = scope.reduce(keyed, `AWS4${this.secretAccessKey}`);
    const credential = `Credential=${this.accessKeyId}/${scope.join("/")}`;
    const signature = keyed(key, text).toString("hex");
    headers.set(
      "authorization",
      `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
    );
    return new Request(url, { method, headers, body, signal });
  }

  async fetch(input, init) {
    for (let i = 0; ; i++) {
      const answer = await fetch(await this.sign(input, init));
      if (i >= this.retries || !RETRIED.has(answer.status)) return answer;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * this.initRetryMs * 2 ** i));
    }
  }
}
