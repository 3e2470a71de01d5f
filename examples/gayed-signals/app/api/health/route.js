export const dynamic = "force-dynamic";

/** Whether this server answers. The backend is no part of it: its outage must not restart the frontend. */
export function GET() {
  return Response.json({ status: "up" });
}
