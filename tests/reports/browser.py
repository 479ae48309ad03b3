"""The HTML report: its structure by Python's parser, and what a browser makes of it."""

import collections
import concurrent.futures
import html.parser
import shutil
import tempfile

import tools
from tools import check

VOID = {"meta", "input", "br", "hr", "link", "img"}
# Nothing that would reach out, ask, or remember.
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
         "--enable-logging=stderr"]


class Page(html.parser.HTMLParser):
    """The elements of a page, each with its attributes, text and ancestors; `odd` is what does not nest."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.odd, self._open = [], [], []
        self.feed(text)
        self.close()
        self.odd += [f"<{one['tag']}> is not closed" for one in self._open]

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", "inside": list(self._open), **dict(attrs)}
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        if not self._open or self._open[-1]["tag"] != tag:
            self.odd.append(f"</{tag}> at {self.getpos()}")
        else:
            self._open.pop()

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def all(self, tag=None, name=None):
        return [one for one in self.elements if (tag is None or one["tag"] == tag)
                and (name is None or name in (one.get("class") or "").split())]

    def named(self, name):
        return next((one for one in self.elements if one.get("id") == name), {"text": "", "hidden": ""})

    def shown(self, name):
        return [one for one in self.all(name=name)
                if "hidden" not in one and not any("hidden" in outer for outer in one["inside"])]


def structure(folder, _work):
    for file in sorted(folder.glob("*/index.html")):
        sample = file.parent.name
        text = file.read_bytes().decode("utf-8")
        page = Page(text)
        check(not page.odd, f"{sample}: does not nest: {page.odd[:5]}")
        ids = collections.Counter(one["id"] for one in page.elements if "id" in one)
        check(not [one for one, count in ids.items() if count > 1], f"{sample}: ids are unique")
        targets = [one["href"] for one in page.all("a")]
        lost = [one for one in targets if "=" not in one and one[1:] not in ids or one[0] != "#"]
        check(not lost, f"{sample}: links go nowhere: {lost[:5]}")
        labels = [one["aria-labelledby"] for one in page.elements if "aria-labelledby" in one]
        check(all(one in ids for one in labels), f"{sample}: labels")
        check(len(page.all("script")) == 1 and len(page.all("style")) == 1, f"{sample}: one script, one style")
        check(not [one for one in page.elements if {"src", "onclick", "onerror", "onload"} & one.keys()]
              and not page.all("link") and not page.all("img"), f"{sample}: nothing else is loaded or run")
        check("hidden" in page.named("filter") and len(page.shown("test")) == len(page.all(name="test")),
              f"{sample}: without JavaScript all but the filter is there")
        check(len(page.all("h1")) == 1 and page.all("html")[0]["lang"] == "en", f"{sample}: a heading, a language")
        levels = [int(one["tag"][1]) for one in page.elements if one["tag"] in ("h1", "h2", "h3", "h4")]
        check(all(b <= a + 1 for a, b in zip(levels, levels[1:])), f"{sample}: headings skip no level")
    shop(Page((folder / "shop/index.html").read_text("utf-8")))


def shop(page):
    check(page.all("h1")[0]["text"] == "3 of 17 tests failed, 1 problem", page.all("h1")[0]["text"])
    check(all("open" in one for one in page.all("details", "failed")), "failures are open")
    check(len(page.all("del")) == 6 and len(page.all("ins")) == 8, "lines that differ")
    check("tests/refunds.json" in page.all("article")[0]["text"], "the file that cannot be read")
    check([one["text"] for one in page.all(name="matrix")[0]["inside"]] != [], "the matrix")
    source = page.all("table", "source")
    check(len(source) == 2 and "redis.register_function('reserve'" in source[1]["text"], "the source")
    check([one["text"] for one in page.all(name="untaken")] == ["never goes on at line 25"], "the branch not taken")


def dom(file, address=""):
    """The page as it is once its script ran, and what the console says."""
    with tempfile.TemporaryDirectory() as profile:
        done = tools.run([program(), *FLAGS, f"--user-data-dir={profile}", "--dump-dom",
                          file.as_uri() + address], seconds=60)
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    check(not console, f"{file.parent.name}{address}: console: {console[:3]}")
    check("</html>" in done.stdout, f"{file.parent.name}{address}: no page: {done.stderr[-500:]}")
    return Page(done.stdout)


def program():
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise tools.Missing("chromium is not installed")
    return found


# What the address asks for, how many tests of the shop are left, and their status.
ADDRESSES = {
    "": (17, {"failed", "passed", "skipped"}),
    "#status=failed": (3, {"failed"}),
    "#status=skipped": (2, {"skipped"}),
    "#text=none%20left": (4, {"failed", "passed"}),
    "#status=failed&cell=valkey-8.0": (2, {"failed"}),
    "#text=release.lua+gives": (2, {"passed"}),
    "#status=nonsense&x=y": (17, {"failed", "passed", "skipped"}),
    "#text=nothing+like+it": (0, set()),
}


def chromium(folder, _work):
    program()
    others = [(sample, "#status=failed") for sample in ("nasty", "good", "none", "large")]
    wanted = [("shop", address) for address in (*ADDRESSES, "#s1-25")] + others
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        pages = dict(zip(wanted, pool.map(lambda one: dom(folder / one[0] / "index.html", one[1]), wanted)))
    for address, (count, statuses) in ADDRESSES.items():
        page = pages["shop", address]
        tests = page.shown("test")
        check((len(tests), {one["data-status"] for one in tests}) == (count, statuses),
              f"{address}: {len(tests)} tests are shown")
        said = page.named("shown")["text"]
        check(said == ("" if count == 17 else f"{count} of 17 shown"), f"{address}: says {said}")
        check("hidden" not in page.named("filter"), f"{address}: the filter is hidden")
    opened = [one for one in pages["shop", "#s1-25"].all("details", "covered") if "open" in one]
    check(["scripts/shop.lua" in one["text"] for one in opened] == [True], "a link to a line opens its file")
    for one in others:
        check(len(pages[one].all("script")) == 1, f"{one[0]}: a script came in")
    check(len(pages["large", "#status=failed"].shown("test")) == 14, "large: what failed")


def pictures(folder, work):
    """Pictures of pages, light and dark, wide and as narrow as a phone."""
    out = work / "pictures"
    out.mkdir(exist_ok=True)
    for sample in ("shop", "nasty", "good"):
        page = (folder / sample / "index.html").as_uri()
        for width, height in ((1280, 4200), (400, 7000)):
            # No window is as narrow as a phone, but a frame is.
            frame = out / "frame.html"
            frame.write_text(f'<body style="margin:0"><iframe src="{page}" width="{width}" height="{height}" '
                             'style="border:0">')
            for scheme in ("light", "dark"):
                dark = ["--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []
                file = out / f"{sample}-{width}-{scheme}.png"
                with tempfile.TemporaryDirectory() as profile:
                    tools.run([program(), *FLAGS, *dark, f"--user-data-dir={profile}", f"--screenshot={file}",
                               f"--window-size={max(width, 500)},{height}", frame.as_uri()])
                print(file)
