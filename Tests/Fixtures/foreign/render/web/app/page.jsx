"use client";

export default function Page() {
  fetch(process.env.NEXT_PUBLIC_API_URL + "/orders");
  return <p>{process.env.NEXT_PUBLIC_STRIPE_SECRET_KEY}</p>;
}
