"""From samples to medians, ratios, verdicts and tables."""

import collections
import statistics

FIGURES = {
    "cpu_per_request_us": "CPU per request, µs (64 connections)",
    "requests_per_second": "requests/s (64 connections)",
    "cpu_per_event_us": "CPU per SSE event, µs (500 streams, one each 20 ms)",
    "event_gap_p99_ms": "gap between events, p99, ms",
    "rss_per_stream_kb": "RSS per stream, KiB (2,000 streams, fresh process)",
    "pss_per_stream_kb": "PSS per stream, KiB",
    "first_byte_p50_us": "time to first byte, c=1, p50, µs",
    "first_byte_p99_us": "time to first byte, c=1, p99, µs",
    "above_direct_p50_us": "… above direct, p50, µs",
    "above_direct_p99_us": "… above direct, p99, µs",
}


class Samples:
    """All that was measured, by figure and server, in the order of the rounds."""

    def __init__(self):
        self.values = collections.defaultdict(list)

    def add(self, server, figures):
        for figure, value in figures.items():
            self.values[figure, server].append(value)

    def has(self, figure, server):
        return bool(self.values.get((figure, server)))

    def median(self, figure, server):
        return statistics.median(self.values[figure, server])

    def figures(self):
        return [figure for figure in FIGURES if any(figure == key for key, _ in self.values)]

    def ratio(self, figure, server):
        """The server's median over nginx's, or None."""
        if server in ("direct", "nginx") or not self.has(figure, "nginx") or not self.has(figure, server):
            return None
        base = self.median(figure, "nginx")
        return self.median(figure, server) / base if base > 0 else None


def table(samples, servers):
    """Medians, each with its ratio to nginx's."""
    rows = [[FIGURES[figure]] + [cell(samples, figure, name) for name in servers] for figure in samples.figures()]
    return markdown(["median (× nginx)", *servers], rows)


def cell(samples, figure, server):
    if not samples.has(figure, server):
        return "–"
    ratio = samples.ratio(figure, server)
    return number(samples.median(figure, server)) + (f" ({ratio:.2f})" if ratio else "")


def spread(samples, servers):
    """Least, median and greatest of the rounds."""
    rows = []
    for figure in samples.figures():
        for name in filter(lambda name: samples.has(figure, name), servers):
            values = samples.values[figure, name]
            middle = statistics.median(values)
            rows.append([FIGURES[figure], name, *map(number, (min(values), middle, max(values))), str(len(values))])
    return markdown(["", "server", "min", "median", "max", "rounds"], rows)


def verdicts(samples, thresholds):
    """For each threshold (met, sentence); met is None where it could not be measured."""
    return [verdict(samples, figure, *rule) for figure, rules in thresholds.items() for rule in rules.items()]


def verdict(samples, figure, rule, limit):
    meaning = {"times_nginx": "× nginx", "above_nginx": "above nginx", "at_most": "in all"}[rule]
    name = f"{FIGURES[figure]}: at most {limit} {meaning}"
    needed = ["keywheel"] if rule == "at_most" else ["keywheel", "nginx"]
    if not all(samples.has(figure, server) for server in needed):
        return None, f"not measured: {name}"
    value = samples.median(figure, "keywheel")
    if rule == "times_nginx":
        value /= samples.median(figure, "nginx")
    if rule == "above_nginx":
        value -= samples.median(figure, "nginx")
    return value <= limit, f"{'met' if value <= limit else 'MISSED'}: {name}; measured {number(value, 2)}"


def number(value, least_digits=1):
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.{least_digits}f}"


def markdown(header, rows):
    """A table that reads well as text, too."""
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]

    def render(line):
        first, *rest = (text.ljust(width) if column == 0 else text.rjust(width)
                        for column, (text, width) in enumerate(zip(line, widths)))
        return "| " + " | ".join([first, *rest]) + " |"

    rule = "| " + " | ".join("-" * width if column == 0 else "-" * (width - 1) + ":" for column, width in enumerate(widths))
    return "\n".join([render(header), rule + " |", *map(render, rows)])
