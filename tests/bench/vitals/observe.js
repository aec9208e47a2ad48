// Before a page: what is largest, and how long it takes to answer each touch and key.
{
  const words = (element) => (element?.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
  const name = (element) =>
    element ? `${element.localName}${element.className ? `.${element.classList[0]}` : ""}` : "gone";
  window.largest = { ms: 0, what: "" };
  const grow = (entry) => {
    const what = entry.url ? ` ${new URL(entry.url).pathname.split("/").at(-1)}` : ` « ${words(entry.element)} »`;
    window.largest = { ms: entry.startTime, what: name(entry.element) + what };
  };
  new PerformanceObserver((list) => list.getEntries().forEach(grow))
    .observe({ type: "largest-contentful-paint", buffered: true });

  window.moved = [];
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    if (!entry.hadRecentInput) window.moved.push(...entry.sources.map((source) => name(source.node)));
  })).observe({ type: "layout-shift", buffered: true });

  // Events of one touch share a number; it lasts as long as its longest.
  const lasted = new Map();
  const note = (entry) => {
    const { interactionId: id, duration } = entry;
    if (id) lasted.set(id, Math.max(lasted.get(id) ?? 0, duration));
  };
  const observers = ["event", "first-input"].map((type) => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(note));
    observer.observe({ type, durationThreshold: 16, buffered: true });
    return observer;
  });
  // Milliseconds of the slowest since it was asked last; 0 where all took less than a frame.
  window.slowest = () => {
    for (const observer of observers) observer.takeRecords().forEach(note);
    const most = Math.max(0, ...lasted.values());
    lasted.clear();
    return most;
  };
}
