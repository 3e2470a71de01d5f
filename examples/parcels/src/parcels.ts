import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type Collection, MongoClient } from "mongodb";

import type { Bucket } from "./bucket.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What is known of a parcel. Its content is an object of the bucket. */
export interface Parcel {
  /** SHA-256 of the link's last part: links cannot be read from the database. */
  _id: string;
  /** The object's key. */
  key: string;
  name: string;
  type: string;
  size: number;
  /** False until the content is in the bucket. */
  complete: boolean;
  createdAt: Date;
  expiresAt: Date;
  downloads: number;
}

export type Contents = Pick<Parcel, "name" | "type"> & { content: Uint8Array; days: number };

export function connect(url: string): MongoClient {
  const limits = { serverSelectionTimeoutMS: 3000, connectTimeoutMS: 3000 };
  // What is acknowledged is in the journal: a link that was given out outlives a crash of the server.
  return new MongoClient(url, { ...limits, appName: "parcels", writeConcern: { w: "majority", journal: true } });
}

/** Parcels: their facts in MongoDB, their content in a bucket. */
export class Parcels {
  readonly #facts: Collection<Parcel>;
  readonly #bucket: Bucket;

  constructor(client: MongoClient, bucket: Bucket) {
    this.#facts = client.db().collection<Parcel>("parcels");
    this.#bucket = bucket;
  }

  /** Makes the index that the sweep reads by. Doing it again changes nothing. */
  async prepare(): Promise<void> {
    await this.#facts.createIndex({ expiresAt: 1 });
  }

  /** Keeps a parcel; its facts, and the last part of its link, which is not kept. */
  async add({ name, type, content, days }: Contents): Promise<{ token: string; parcel: Parcel }> {
    const token = randomBytes(16).toString("base64url");
    const now = Date.now();
    const parcel: Parcel = {
      _id: digest(token),
      key: randomUUID(),
      name,
      type,
      size: content.byteLength,
      complete: false,
      createdAt: new Date(now),
      expiresAt: new Date(now + HOUR),
      downloads: 0,
    };
    // The facts come first: whatever stops this, the sweep finds what is left of it an hour later.
    await this.#facts.insertOne(parcel);
    await this.#bucket.put(parcel.key, content, type);
    parcel.complete = true;
    parcel.expiresAt = new Date(now + days * DAY);
    await this.#facts.updateOne({ _id: parcel._id }, { $set: { complete: true, expiresAt: parcel.expiresAt } });
    return { token, parcel };
  }

  /** A parcel and its content; undefined where the link leads to none, or to one that has expired. */
  async open(token: string): Promise<{ parcel: Parcel; content: Response } | undefined> {
    const parcel = await this.#facts.findOne({ _id: digest(token), complete: true, expiresAt: { $gt: new Date() } });
    if (!parcel) return undefined;
    const content = await this.#bucket.get(parcel.key);
    if (!content) return undefined;
    await this.#facts.updateOne({ _id: parcel._id }, { $inc: { downloads: 1 } });
    return { parcel, content };
  }

  /** Removes what has expired, until there is no more of it or `stopped` says so; how many parcels that were. */
  async sweep(stopped: () => boolean): Promise<number> {
    let count = 0;
    for await (const parcel of this.#facts.find({ expiresAt: { $lte: new Date() } })) {
      if (stopped()) break;
      // The object goes first: facts without an object are found again, an object without facts never.
      await this.#bucket.remove(parcel.key);
      await this.#facts.deleteOne({ _id: parcel._id });
      count += 1;
    }
    return count;
  }
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
