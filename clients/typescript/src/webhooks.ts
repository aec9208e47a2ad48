/** Signatures of webhooks, as Standard Webhooks 1.0 says them: HMAC-SHA-256 over `id.timestamp.body`. */

/** Seconds by which a message may be older or younger than now. */
const TOLERANCE = 300;

/**
 * Whether a message comes from the newsroom and is recent. `secret` is the one that its admin shows
 * (`whsec_…`), `body` the text exactly as it came. False, too, where the secret is empty or not in base64.
 */
export async function verify(
  secret: string,
  headers: Headers,
  body: string,
  now: number = Date.now() / 1000,
): Promise<boolean> {
  const id = headers.get("webhook-id");
  const timestamp = headers.get("webhook-timestamp");
  const signatures = headers.get("webhook-signature");
  if (!id || !timestamp || !signatures) return false;
  if (!(Math.abs(now - Number(timestamp)) <= TOLERANCE)) return false;
  const raw = bytes(secret.replace(/^whsec_/, ""));
  // A key of no length is one that anybody has; importKey throws at it.
  if (!raw.length) return false;
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const signature of signatures.split(" ")) {
    const [version, value] = signature.split(",", 2);
    if (version !== "v1" || !value) continue;
    if (await crypto.subtle.verify("HMAC", key, bytes(value), signed)) return true;
  }
  return false;
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}
