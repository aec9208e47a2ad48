/** The newsroom tells what has changed. */
import { verify } from "@kiosque/client";
import type { APIRoute } from "astro";
import { growOld, SECRET } from "../lib/kiosque";

export const POST: APIRoute = async ({ request }) => {
  const body = await request.text();
  if (!SECRET || !(await verify(SECRET, request.headers, body))) {
    return new Response("Not signed by the newsroom.", { status: 401 });
  }
  growOld();
  return new Response(null, { status: 204 });
};
