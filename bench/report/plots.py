"""Bar charts as SVG, readable on light and on dark pages."""
import html
import math

LINE, LEFT, WIDTH, RIGHT = 22, 300, 420, 70
STYLE = """<style>
text { font: 13px sans-serif; fill: #57606a; }
.title { font-weight: bold; }
.bar { fill: #3b82c4; } .above { fill: #d9822b; } .mark { stroke: #8b949e; stroke-width: 2; stroke-dasharray: 3 2; }
@media (prefers-color-scheme: dark) { text { fill: #c9d1d9; } }
</style>"""


def scale(value, largest, logarithmic):
    if logarithmic:
        return max(2.0, WIDTH * math.log10(max(value, 1.0)) / math.log10(max(largest, 1.1)))
    return WIDTH * value / largest


def bars(title, values, logarithmic=False):
    """Horizontal bars. `values`: (label, value, mark or None); bars beyond a mark are coloured unless logarithmic."""
    largest = max(max(value, mark or 0) for _, value, mark in values)
    height = LINE * (len(values) + 2)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + RIGHT}" height="{height}" role="img" '
           f'aria-label="{html.escape(title)}">', STYLE, f'<text class="title" x="8" y="18">{html.escape(title)}</text>']
    for row, (label, value, mark) in enumerate(values):
        y = LINE * (row + 1) + 8
        long = scale(value, largest, logarithmic)
        above = mark is not None and value > mark and not logarithmic
        out.append(f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{html.escape(label)}</text>')
        out.append(f'<rect class="{"above" if above else "bar"}" x="{LEFT}" y="{y}" width="{long:.1f}" '
                   f'height="{LINE - 6}" rx="2"/>')
        out.append(f'<text x="{LEFT + long + 6:.1f}" y="{y + 13}">{value:.2f}</text>')
        if mark and not logarithmic:
            x = LEFT + scale(mark, largest, logarithmic)
            out.append(f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{y - 2}" y2="{y + LINE - 4}"/>')
    return "\n".join(out + ["</svg>"]) + "\n"
