"""Clicks through the dashboard of a store made for it; see tools/browse."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from .checks import Complaints
from .laboratory import Laboratory
from .visit import desktop_visit, phone_visit


def main() -> int:
    convoy, chromium, pictures = sys.argv[1:4]
    complaints = Complaints()
    with tempfile.TemporaryDirectory(prefix="convoy-browse-") as folder, Laboratory(
        Path(convoy).resolve(), Path(folder)
    ) as laboratory, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            context = browser.new_context(
                base_url=laboratory.address, color_scheme=scheme, viewport={"width": 1280, "height": 860}
            )
            desktop_visit(context, laboratory, complaints, Path(pictures), scheme)
            context.close()
        context = browser.new_context(
            base_url=laboratory.address,
            viewport={"width": 390, "height": 844},
            device_scale_factor=2,
            is_mobile=True,
            has_touch=True,
        )
        phone_visit(context, laboratory, complaints, Path(pictures))
        context.close()
        browser.close()
    for line in complaints.lines:
        print(line)
    print(f"{complaints.checks - len(complaints.lines)} passed, {len(complaints.lines)} failed")
    return 1 if complaints.lines else 0


sys.exit(main())
