// The address that a pasted link is about, without what follows its reader.

const TRACKING = /^(utm_\w+|fbclid|gclid|msclkid|yclid|igshid|mc_[ce]id)(=|$)/i;
const REDIRECTS = [
  { host: /(^|\.)google\.[a-z.]+$/, path: "/url", names: ["q", "url"] },
  { host: /(^|\.)facebook\.com$/, path: "/l.php", names: ["u"] },
  { host: /\.safelinks\.protection\.outlook\.com$/, path: "/", names: ["url"] },
];

// `{ url }` for http, https and mailto, past redirections that only count clicks; null for others.
export function cleanLink(href, hops = 3) {
  if (!href || !URL.canParse(href)) return null;
  const url = new URL(href);
  if (!/^(https?|mailto):$/.test(url.protocol)) return null;
  const redirect = REDIRECTS.find(({ host, path }) => host.test(url.hostname) && url.pathname === path);
  const target = redirect?.names.map((name) => url.searchParams.get(name)).find(Boolean);
  if (target && hops) return cleanLink(target, hops - 1);
  const kept = url.search.slice(1).split("&").filter((part) => !TRACKING.test(part)).join("&");
  if (kept !== url.search.slice(1)) url.search = kept;
  return { url: url.href };
}
