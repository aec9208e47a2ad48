-- The figures that wrk's own report rounds or leaves out, on one line.
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    "FIGURES %d %d %d %d %d %d %d\n",
    summary.requests,
    summary.duration,
    summary.bytes,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50),
    latency:percentile(95),
    latency:percentile(99)
  ))
end
