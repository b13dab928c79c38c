"""What axe-core finds on the page as it stands: its rules for WCAG and its good practices, none left out."""

from axe_playwright_python.base import AXE_SCRIPT

# The size of targets is not among the rules that axe has on.
ALL_RULES = "rules: {'target-size': {enabled: true}}"


def violations(page, within="document"):
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    # Letters stand in frames that take no messages.
    asked = f"{{iframes: false, resultTypes: ['violations'], {ALL_RULES}}}"
    found = page.evaluate(f"axe.run({within}, {asked})")["violations"]
    return [
        f"{each['id']}: {node['html'][:200]} {node['any'][0]['data'] if each['id'] == 'color-contrast' else ''}"
        for each in found
        for node in each["nodes"]
    ]
