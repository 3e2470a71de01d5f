// What the example uses of the driver's types.
type Filter = Record<string, unknown>;
type Update<T> = { $set?: Partial<T>; $inc?: { [K in keyof T]?: number } };

export interface Collection<T> {
  createIndex(keys: { [K in keyof T]?: 1 | -1 }): Promise<string>;
  insertOne(document: T): Promise<unknown>;
  findOne(filter: Filter): Promise<T | null>;
  find(filter: Filter): AsyncIterable<T>;
  updateOne(filter: Filter, update: Update<T>): Promise<unknown>;
  deleteOne(filter: Filter): Promise<unknown>;
}

export interface Db {
  collection<T>(name: string): Collection<T>;
  command(command: Record<string, unknown>): Promise<Record<string, unknown>>;
}

export class MongoClient {
  constructor(
    url: string,
    options?: {
      appName?: string;
      connectTimeoutMS?: number;
      serverSelectionTimeoutMS?: number;
      writeConcern?: { w?: number | "majority"; journal?: boolean };
    },
  );
  connect(): Promise<this>;
  close(): Promise<void>;
  db(name?: string): Db;
}
