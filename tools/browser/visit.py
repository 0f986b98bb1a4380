"""The way through the pages."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from .checks import Complaints
from .laboratory import Laboratory


def desktop_visit(
    context: BrowserContext, laboratory: Laboratory, complaints: Complaints, pictures: Path, scheme: str
):
    page = context.new_page()
    complaints.attach(page)
    expect = complaints.expect

    def look(name: str, whole: bool = True):
        complaints.audit(page, f"{scheme} {name}")
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=pictures / f"{scheme}-{name}.png", full_page=whole)

    page.goto("/")
    expect(page.locator("tbody tr").count() >= 4, "the table has its runs")
    look("runs")

    # The filter, wrong and right, by keyboard.
    page.keyboard.press("/")
    page.keyboard.type("metrics.val_accuracy >")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect("column" in page.locator(".error").inner_text(), "a wrong filter says where")
    look("filter-error")
    page.fill("#where", "tags.depth = 16")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("tbody tr").count() == 2, "a filter leaves what fits")
    with page.expect_navigation():
        page.click("text=Clear")

    # Columns and order.
    page.click("summary:has-text('Columns')")
    look("columns", whole=False)
    page.check("input[value='params.depth']")
    with page.expect_navigation():
        page.click(".panel button:has-text('Show')")
    with page.expect_navigation():
        page.click("thead a:has-text('val_accuracy')")
    expect(page.locator("th[aria-sort=descending]").count() == 1, "the table is sorted")
    expect(page.locator("td[data-label='params.depth']").count() >= 4, "the column is there")

    # Two runs get a tag and lose it.
    page.goto("/?where=attributes.status%20%3D%20%27finished%27")
    boxes = page.locator("tbody input[name=run]")
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator("tbody input[name=run]:checked").count() == 3, "Shift chooses a range")
    page.fill("#tag", f"chosen-{scheme}")
    look("chosen", whole=False)
    with page.expect_navigation():
        page.click("button:has-text('Add')")
    expect("3 runs tagged" in page.locator(".notice").inner_text(), "the page says what was done")
    expect(page.locator(f".tag:has-text('chosen-{scheme}')").count() == 3, "the tags are there")

    # The comparison of all of them.
    page.check("input[data-picks]")
    with page.expect_navigation():
        page.click("button:has-text('Compare')")
    expect(page.url.count("run=") >= 4 and "back=" not in page.url, "the comparison has a plain address")
    chart = page.locator("figure.chart").first
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".tip .entry").count() >= 4, "the pointer shows every run's value")
    look("compare")
    page.check("input[name=log]")
    page.wait_for_url("**log=1**")
    page.select_option("#smooth", "0.6")
    page.wait_for_url("**smooth=0.6**")
    page.select_option("#axis", "seconds")
    page.wait_for_url("**axis=seconds**")
    expect(page.locator(".convoy-chart .title").first.text_content().startswith("val_accuracy by"), "drawn")
    look("compare-log")

    # A run that trains changes under the eyes.
    page.goto("/")
    process = laboratory.start_training()
    page.wait_for_selector("#news a", timeout=20_000)
    complaints.audit(page, f"{scheme} news")
    with page.expect_navigation():
        page.click("#news a")
    row = page.locator("tbody tr").first
    before = row.locator("[data-label=epochs]").inner_text()
    row.locator("input[name=run]").check()
    changed(page, "tbody tr:first-child [data-label=epochs]", before, complaints, "the table is live")
    expect(row.locator("input[name=run]").is_checked(), "what is chosen stays chosen")
    with page.expect_navigation():
        page.click("tbody tr:first-child a")
    state = page.locator("#state").inner_text()
    changed(page, "#state", state, complaints, "the run's page is live")
    look("live")
    process.terminate()
    process.wait(timeout=30)
    page.wait_for_selector("#state .status.interrupted", timeout=15_000)
    complaints.checks += 1

    # All of a finished run.
    page.goto("/?where=attributes.status%20%3D%20%27finished%27")
    with page.expect_navigation():
        page.click("tbody tr:first-child a")
    page.click("summary:has-text('note')")
    page.fill("#note", f"Seen in the {scheme}.\nTwice.")
    with page.expect_navigation():
        page.click("button:has-text('Save')")
    expect("Twice." in page.locator(".note").inner_text(), "the note is kept")
    page.click("button:has-text('Evaluate')")
    page.wait_for_selector("table.matrix", timeout=60_000)
    natural = page.locator("img[src*='kernels.png']").evaluate("e => e.complete && e.naturalWidth")
    expect(natural > 0, "the kernels are a picture")
    with page.expect_download() as download:
        page.click("a:has-text('safetensors') >> nth=0")
    expect(download.value.path().stat().st_size > 1000, "weights can be downloaded")
    look("run")
    with page.expect_navigation():
        page.click("#checkpoints a[href*='weights?'] >> nth=0")
    expect(page.locator("tbody th:has-text('conv_1.kernel')").count() == 1, "the weights have their tensors")
    natural = page.locator("img.pixels").evaluate("e => e.complete && e.naturalWidth")
    expect(natural > 0, "their kernels are a picture")
    look("weights")
    page.go_back()
    with page.expect_navigation():
        page.click("button:has-text('Move to the trash')")
    page.goto("/trash")
    look("trash")
    page.check("tbody input[name=run] >> nth=0")
    with page.expect_navigation():
        page.click("button:has-text('Restore')")
    expect("restored" in page.locator(".notice").inner_text(), "restored")
    page.goto("/sweeps")
    look("sweeps")
    with page.expect_navigation():
        page.click("tbody a")
    expect(page.locator("#trials tbody tr").count() == 8, "the sweep has its trials")
    look("sweep")
    with page.expect_navigation():
        page.click("text=Their curves")
    expect(page.locator("figure.chart path.line").count() >= 8, "the trials have curves")
    for file, wanted in [("model.safetensors", True), ("broken.safetensors", False)]:
        page.goto(laboratory.logged)
        with page.expect_navigation():
            page.click(f"tr:has-text('{file}') a[href*='weights?']")
        expect((page.locator("tbody tr").count() == 2) == wanted, f"{file} is shown or refused")
        look(file.split(".")[0] + "-file")
    page.goto("/nothing")
    look("missing")
    page.close()


def phone_visit(context: BrowserContext, laboratory: Laboratory, complaints: Complaints, pictures: Path):
    page = context.new_page()
    complaints.attach(page)
    runs = "/?where=attributes.status%20%3D%20%27finished%27"
    page.goto(runs)
    run = page.locator("tbody tr:first-child a").get_attribute("href")
    ids = page.locator("tbody input[name=run]").evaluate_all("all => all.map(e => e.value)")
    compare = "/compare?" + "&".join(f"run={each}" for each in ids)
    for name, target in [("runs", "/"), ("run", run), ("compare", compare), ("trash", "/trash"), ("sweep", "/sweeps/sweep-shapes"), ("weights", f"{run}/weights"), ("logged", laboratory.logged)]:
        page.goto(target)
        page.wait_for_load_state()
        complaints.audit(page, f"phone {name}")
        page.screenshot(path=pictures / f"phone-{name}.png", full_page=True)
    page.close()


def changed(page: Page, selector: str, before: str, complaints: Complaints, what: str):
    """Waits until an element's text is another one, without loading the page again."""
    complaints.checks += 1
    try:
        page.wait_for_function(
            "([selector, before]) => document.querySelector(selector)?.innerText !== before",
            arg=[selector, before],
            timeout=20_000,
        )
    except Exception as error:  # noqa: BLE001 (whatever went wrong is told)
        complaints.lines.append(f"{what}: {error}".splitlines()[0])
