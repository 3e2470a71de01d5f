// What the environment sets. A name that is missing ends the process before it listens.

function required(name: string, value: string | undefined): string {
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}

function whole(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${name} is not a positive whole number`);
  return number;
}

export const mongoUrl = required("MONGO_URL", process.env.MONGO_URL);

export const s3 = {
  endpoint: required("S3_ENDPOINT", process.env.S3_ENDPOINT),
  bucket: required("S3_BUCKET", process.env.S3_BUCKET),
  region: required("S3_REGION", process.env.S3_REGION),
  accessKeyId: required("S3_ACCESS_KEY_ID", process.env.S3_ACCESS_KEY_ID),
  secretAccessKey: required("S3_SECRET_ACCESS_KEY", process.env.S3_SECRET_ACCESS_KEY),
};

/** How long a parcel is kept at most. */
export const maxDays = whole("PARCEL_MAX_DAYS", process.env.PARCEL_MAX_DAYS ?? "30");

/** What only the server needs: the sweep starts without it. */
export function serverConfig() {
  return {
    port: whole("PORT", process.env.PORT ?? "3000"),
    publicUrl: required("PUBLIC_URL", process.env.PUBLIC_URL),
    uploadToken: required("UPLOAD_TOKEN", process.env.UPLOAD_TOKEN),
    maxBytes: whole("PARCEL_MAX_BYTES", process.env.PARCEL_MAX_BYTES ?? "10485760"),
  };
}
