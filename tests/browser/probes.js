// What the tests of conditions ask of a page in the browser (tests/browser/test_conditions.py).
// Each answers a list of sentences, one for each fault.

window.probes = (() => {
  const those = (selector) => [...document.querySelectorAll(selector)];
  const all = () => those("body, body *");
  const seen = (element) => element.checkVisibility({ visibilityProperty: true })
    && !element.closest(".visually-hidden");
  const name = (element) => element.tagName.toLowerCase() + (element.id ? `#${element.id}` : "")
    + (element.className?.trim?.() ? `.${element.className.trim().replace(/\s+/g, ".")}` : "");
  const texts = (element) => [...element.childNodes].filter(
    (node) => node.nodeType === Node.TEXT_NODE && node.data.trim(),
  );
  const speaking = () => all().filter((element) => texts(element).length && seen(element)
    && !element.matches("script, style, option, textarea"));
  const once = (found) => [...new Set(found)];
  const told = (elements, fault) => once(elements.map(
    (one) => `${name(one)} in ${name(one.parentElement)} ${fault}`,
  ));
  const at = (element, part) => getComputedStyle(element, part);
  const boxes = (element) => texts(element).flatMap((node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
  });

  // WCAG 1.4.12, in a sheet of its own: the policy of the site refuses a style element.
  function space(on) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
      word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
    document.adoptedStyleSheets = on ? [sheet] : [];
  }

  function wide() {
    const width = document.documentElement.scrollWidth;
    return width > innerWidth ? [`${width} pixels on a screen of ${innerWidth}`] : [];
  }

  // The title stands whole below its breadcrumb, the sentence of a card on its page.
  function meant(element) {
    const style = at(element);
    const title = document.querySelector("h1")?.textContent.trim();
    return style.webkitLineClamp !== "none"
      || (style.textOverflow === "ellipsis" && title === element.textContent.trim());
  }

  function clipped() {
    const cut = (element) => /hidden|clip/.test(at(element).overflow) && element.clientWidth > 1
      && (element.scrollHeight > element.clientHeight + 1
        || element.scrollWidth > element.clientWidth + 1);
    return told(all().filter((element) => element.textContent.trim() && seen(element)
      && cut(element) && !meant(element)), "cuts its words");
  }

  // The pixels of what stays in sight while the page moves.
  function stuck() {
    let height = 0;
    for (const element of all().filter(seen)) {
      const { position } = at(element);
      if (!/sticky|fixed/.test(position)) continue;
      if (position === "sticky") {
        const { bottom } = element.parentElement.lastElementChild.getBoundingClientRect();
        scrollTo({ top: bottom + scrollY - innerHeight, behavior: "instant" });
      }
      const box = element.getBoundingClientRect();
      height += Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(box.top, 0));
    }
    return Math.round(height);
  }

  /** Whether something lies upon the beginning of an element, or it is out of sight. */
  function covered(element) {
    const box = boxes(element)[0] ?? element.getBoundingClientRect();
    const [x, y] = [box.left + Math.min(box.width, 40) / 2, box.top + Math.min(box.height, 20) / 2];
    const top = document.elementFromPoint(x, y);
    return !top || !(element.contains(top) || top.contains(element));
  }

  function whole(element) {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= -1 && bottom <= innerHeight + 1 && !covered(element);
  }

  function lost() {
    const title = document.querySelector("h1");
    if (!seen(title)) return [];
    title.scrollIntoView({ behavior: "instant" });
    return covered(title) ? ["its title is covered"] : [];
  }

  /** Words below the notch or the rounded corners of a telephone; a row that is pushed aside may
   * pass there. */
  function unsafe({ left, right, bottom }) {
    const out = (element) => boxes(element).some(
      (box) => box.right > 0 && (box.left < left || box.right > innerWidth - right),
    );
    const moves = (element) => element && (/auto|scroll/.test(at(element).overflowX)
      || moves(element.parentElement));
    const foot = [...document.body.children].filter(seen).at(-1);
    const low = foot.getBoundingClientRect().bottom - parseFloat(at(foot).paddingBottom)
      > document.documentElement.getBoundingClientRect().bottom - bottom;
    return told([...speaking().filter((element) => out(element) && !moves(element)),
      ...(low ? [foot] : [])], "lies below the edge");
  }

  function moving() {
    const longest = (text) => Math.max(...text.split(",").map(
      (part) => parseFloat(part) * (part.includes("ms") ? 0.001 : 1),
    ));
    const moves = (style) => style.scrollBehavior === "smooth"
      || longest(style.transitionDuration) > 0.01 || longest(style.animationDuration) > 0.01;
    return told(all().filter((element) => (
      [null, "::before", "::after"].some((part) => moves(at(element, part)))
    )), "moves");
  }

  const parts = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const opaque = (colour) => (parts(colour)[3] ?? 1) > 0;
  const curve = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const light = (colour) => {
    const [red, green, blue] = parts(colour).map((part) => curve(part / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  // The list of chapters and the name of the dossier say something on paper too.
  const UNPRINTED = "nav:not(.chapters, .story__dossier), form, button, select, input, textarea, "
    + "iframe, audio, video, [role=search], .skip-links, .alert, .call, .magazine-band, "
    + ".magazine-zone, .facade__play";
  const PRINTED = "h1:not(.visually-hidden), .body, .transcript, .transcript p, .standfirst";
  const outside = (link) => link.host !== location.host && /^http/.test(link.protocol);

  function printed() {
    const shown = all().filter(seen);
    return [
      ...told(those(UNPRINTED).filter(seen), "is printed"),
      ...told(those(PRINTED).filter((element) => !seen(element)), "is not printed"),
      ...told(speaking().filter((element) => light(at(element).color) > 0.1), "is pale"),
      ...told(shown.filter((element) => opaque(at(element).backgroundColor)
        && light(at(element).backgroundColor) < 0.99), "has a ground"),
      ...told(shown.filter((element) => /gradient/.test(at(element).backgroundImage)),
        "is striped"),
      ...told(those("main a").filter((link) => outside(link) && seen(link)
        && !at(link, "::after").content.includes(link.getAttribute("href"))), "has no address"),
    ];
  }

  const SENT = "form :is([type=submit], [type=search], input, select, textarea)";

  /** Controls that do nothing without a script, and links to no place of their page. */
  function idle() {
    const controls = those("button, select, input, textarea, [role=button]").filter(
      (one) => seen(one) && !one.matches(`${SENT}, .reveal *, [readonly]`),
    );
    const astray = those('a[href^="#"]').filter(
      (link) => seen(link) && !document.getElementById(decodeURIComponent(link.hash.slice(1))),
    );
    return [...told(controls, "does nothing"), ...told(astray, "leads nowhere")];
  }

  return { clipped, covered, idle, lost, moving, printed, space, stuck, unsafe, whole, wide };
})();
