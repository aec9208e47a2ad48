/** The built client, as a frontend imports it. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { createKiosque, everyCard, KiosqueProblem, srcset, unwrap, verify } from "../dist/index.js";

// The example of the Standard Webhooks specification.
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY = '{"test": 2432232314}';
const SENT = 1614265330;
const HEADERS = {
  "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
  "webhook-timestamp": String(SENT),
  "webhook-signature": "v1,bm9ldHU= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};

const checked = (changes = {}, body = BODY, now = SENT) =>
  verify(SECRET, new Headers({ ...HEADERS, ...changes }), body, now);

test("a signature is recognised, and nothing else", async () => {
  assert.equal(await checked(), true);
  assert.equal(await checked({}, `${BODY} `), false);
  assert.equal(await checked({ "webhook-id": "msg_other" }), false);
  assert.equal(await checked({ "webhook-signature": "v1,%%%" }), false);
  assert.equal(await checked({ "webhook-signature": "v2,g0hM9SsE" }), false);
  assert.equal(await checked({ "webhook-timestamp": "soon" }), false);
  assert.equal(await checked({}, BODY, SENT + 301), false);
});

test("nothing is signed with what is no secret", async () => {
  for (const secret of ["", "whsec_", "whsec_%%%", "whsec_é"]) {
    assert.equal(await verify(secret, new Headers(HEADERS), BODY, SENT), false, secret);
  }
});

test("files of one type stand together, best first", () => {
  const file = (type, width) => ({ type, width, height: width, url: `/${type}-${width}` });
  const sources = [file("image/avif", 320), file("image/avif", 640), file("image/jpeg", 320)];
  assert.deepEqual(srcset({ sources }), [
    { type: "image/avif", srcset: "/image/avif-320 320w, /image/avif-640 640w" },
    { type: "image/jpeg", srcset: "/image/jpeg-320 320w" },
  ]);
});

const pages = {
  "": { items: [{ title: "a" }, { title: "b" }], next: "x", prev: "" },
  x: { items: [{ title: "c" }], next: "", prev: "y" },
};

async function answered(use) {
  const server = createServer((request, response) => {
    const query = new URL(request.url, "http://h").searchParams;
    const page = pages[query.get("cursor") ?? ""];
    const problem = { type: "about:blank", title: "Not found", status: 404, hint: "Look elsewhere." };
    response.writeHead(page ? 200 : 404, {
      "Content-Type": page ? "application/json" : "application/problem+json",
    });
    response.end(JSON.stringify(page ?? problem));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(createKiosque({ baseUrl: `http://127.0.0.1:${server.address().port}` }));
  } finally {
    server.close();
  }
}

test("every card comes, page after page", () =>
  answered(async (kiosque) => {
    const titles = [];
    for await (const card of everyCard(kiosque, { limit: 2 })) titles.push(card.title);
    assert.deepEqual(titles, ["a", "b", "c"]);
  }));

test("lists are sent with commas", async () => {
  const asked = [];
  const fetch = async (request) => {
    asked.push(new URL(request.url).search);
    return Response.json(pages.x);
  };
  const kiosque = createKiosque({ baseUrl: "https://a.example", fetch });
  for await (const _ of everyCard(kiosque, { kind: ["article", "edito"], has: ["video"] }));
  assert.deepEqual(asked, ["?kind=article,edito&has=video"]);
});

test("a problem is thrown with its hint", () =>
  answered(async (kiosque) => {
    const asked = kiosque.GET("/api/content/v1/contents", { params: { query: { cursor: "no" } } });
    await assert.rejects(unwrap(asked), (problem) => {
      assert.ok(problem instanceof KiosqueProblem);
      assert.equal(problem.status, 404);
      assert.match(problem.message, /Look elsewhere/);
      return true;
    });
  }));

/** What is thrown where it is asked for one content. */
const thrown = (kiosque, init = {}) =>
  unwrap(kiosque.GET("/api/content/v1/home", init)).then(assert.fail, (failure) => failure);

test("a newsroom that cannot be reached is a problem, which says what to do", async () => {
  let away;
  await answered((kiosque) => (away = kiosque));
  const problem = await thrown(away);
  assert.ok(problem instanceof KiosqueProblem, problem);
  assert.equal(problem.status, 0);
  assert.match(problem.message, /^No answer\. .* is the address right, and is the newsroom up\?/);
  assert.equal(problem.cause.cause.code, "ECONNREFUSED");
});

test("so is a page that stands where the API was looked for", async () => {
  const fetch = async () => new Response("<!doctype html>", { status: 200 });
  const problem = await thrown(createKiosque({ baseUrl: "https://a.example", fetch }));
  assert.ok(problem instanceof KiosqueProblem, problem);
  assert.equal(problem.status, 0);
  assert.match(problem.message, /is the address right/);
});

test("what the caller has given up is no problem of the newsroom's", () =>
  answered(async (kiosque) => {
    const failure = await thrown(kiosque, { signal: AbortSignal.abort() });
    assert.equal(failure.name, "AbortError");
  }));
