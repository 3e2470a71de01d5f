// What the example uses of aws4fetch's types.
export class AwsClient {
  constructor(options: {
    accessKeyId: string;
    secretAccessKey: string;
    region?: string;
    service?: string;
    retries?: number;
  });
  sign(url: string, init?: RequestInit): Promise<Request>;
  fetch(url: string, init?: RequestInit): Promise<Response>;
}
