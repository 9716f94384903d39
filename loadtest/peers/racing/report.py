"""Makes the race's section of docs/BENCHMARKS.md out of results.json."""

from racing import places, results
from racing.peers import ORDER, Peer

BEGIN, END = "<!-- race:begin -->", "<!-- race:end -->"
WAYS = {"grpc": "gRPC", "http-binary": "HTTP, binary", "http-json": "HTTP, JSON"}
MODELS = {
    "tiny": "A 16-64-64-3 network",
    "wide": "A 256-512-512-10 network",
    "forest": "A scikit-learn forest of 100 trees",
    "resnet": "ResNet-18's layers on 48 × 48 images",
    "transformer": "A transformer encoder, two layers of width 128 over 32 tokens",
}
HEAD = [
    "server", "over", "highest rate at p99 ≤ 20 ms", "Gyre's ÷ its", "p50, p99 at half", "rate at 64 in flight", "Gyre's ÷ its",
    "CPU a request", "its ÷ Gyre's", "ready after", "memory",
]  # fmt: skip


def renew():
    """Writes the section anew, between its two marks."""
    page = places.BENCHMARKS.read_text()
    if BEGIN not in page or END not in page:
        page = page.rstrip() + f"\n\n## The race\n\n{BEGIN}\n{END}\n"
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    places.BENCHMARKS.write_text(f"{before}{BEGIN}\n{section(results.read())}\n{END}{after}")


def section(raced):
    parts = [introduction(raced["machine"])]
    for model, by_peer in raced["models"].items():
        if by_peer:
            parts.append(f"### {MODELS[model]}\n\n{table(by_peer)}")
            parts += sentences(by_peer)
    parts.append(versions(raced["models"]))
    return "\n\n".join(parts)


def introduction(machine):
    return (
        f"Machine: {machine['cores']} cores of {machine['cpu']}, {machine['memory_gib']} GiB, {machine['system']}; "
        f"{machine['date']}. The generator ran on the same cores. Each server had two ONNX Runtime threads and the same files; "
        "the transport is the one over which it answered most at 64 in flight. A ratio above 1 says that Gyre is ahead."
    )


def table(by_peer):
    gyre = by_peer.get("gyre", {})
    rows = [HEAD, ["---"] * len(HEAD)]
    rows += [row(Peer(name), result, gyre) for name, result in by_peer.items() if "best" in result]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows)


def row(peer, result, gyre):
    flight, half = result["transports"][result["best"]], result.get("half")
    ours = gyre.get("best") and gyre["transports"][gyre["best"]]
    rival = peer.name != "gyre" and ours
    return [
        peer.about()["title"],
        WAYS[result["best"]],
        rate(result["highest"]) + (" or more" if result.get("limited_by_generator") else ""),
        ratio(rival and gyre["highest"], result["highest"]),
        f"{millis(half['p50_us'])}, {millis(half['p99_us'])} ms" if half else "",
        rate(flight["rate"]),
        ratio(rival and ours["rate"], flight["rate"]),
        f"{flight['cpu_us']:,.0f} µs" if flight["cpu_us"] else "",
        ratio(rival and flight["cpu_us"], ours and ours["cpu_us"]),
        f"{result['ready_s']:.1f} s",
        f"{result['memory_bytes'] / (1 << 20):,.0f} MiB",
    ]


def rate(value):
    return f"{value:,.0f}/s" if value else "none"


def millis(micros):
    return f"{micros / 1e3:.2f}" if micros < 1e4 else f"{micros / 1e3:.1f}"


def ratio(above, below):
    return f"{above / below:.2f}" if above and below else ""


def sentences(by_peer):
    """What can't be said in the table: servers that could not race, and transports that answered wrongly."""
    said = []
    for name, result in by_peer.items():
        title = Peer(name).about()["title"]
        if "refused" in result:
            said.append(f"{title} {result['refused']}.")
        if results.disturbed(result):
            said.append(f"{title} was disturbed: {result['neighbours_cores']:.1f} cores worked for others meanwhile.")
        for way, measured in result.get("transports", {}).items():
            if "refused" in measured:
                said.append(f"{title} over {WAYS[way]}: {measured['refused']}.")
            elif measured["failed"]:
                said.append(f"{title} over {WAYS[way]}: {measured['failed']} requests failed.")
    return said


def versions(by_model):
    lines = []
    for name in ORDER:
        peer = Peer(name)
        found = next((r[name]["versions"] for r in by_model.values() if "versions" in r.get(name, {})), None)
        if found:
            lines.append(f"- {peer.about()['title']} ({found}): {peer.about()['settings']}.")
    return "Versions and settings:\n\n" + "\n".join(lines)


def summary(result):
    """A line for the one who waits."""
    ways = ", ".join(
        f"{way} {measured.get('refused') or rate(measured['rate'])}" for way, measured in result["transports"].items()
    )
    highest = f"; highest {rate(result['highest'])}" if "best" in result else ""
    others = f"; {result['neighbours_cores']:.2f} cores for others"
    return f"ready after {result['ready_s']:.1f} s; at 64 in flight {ways}{highest}{others}"
