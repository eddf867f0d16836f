"""`python -m tests.unit.docs`: write what is made from the code into the documentation."""

from tests.unit.docs.made import PAGES, written


def main() -> None:
    """Write every page that has parts made from the code."""
    for page in PAGES:
        page.write_text(written(page), encoding="utf-8")


if __name__ == "__main__":
    main()
