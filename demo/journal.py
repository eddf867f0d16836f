"""What was performed, and what it gave: appended act by act, so that a load can go on."""

import json
from pathlib import Path
from types import TracebackType
from typing import Self

FINISHED = "finished"


class Journal:
    """One file with a JSON line per act; a line cut short by a crash counts as not written."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._gave: dict[str, dict[str, str]] = {}
        self.finished = False
        self._read()

    def __enter__(self) -> Self:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._lines = self._file.open("a", encoding="utf-8")
        self._lines.write("\n")  # ends a line that was cut short
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lines.close()

    def __contains__(self, act: object) -> bool:
        return act in self._gave

    def __len__(self) -> int:
        return len(self._gave)

    def note(self, act: str, gave: dict[str, str]) -> None:
        """Remember that an act was performed, and what it gave: its `thing`, its `fact`."""
        self._gave[act] = gave
        self._write({"act": act, **gave})

    def finish(self) -> None:
        """Remember that nothing is left to do."""
        self.finished = True
        self._write({FINISHED: True})

    def known(self, reference: str) -> str:
        """What a reference stands for: `name` its act's thing, `name#fact` the fact."""
        name, _, what = reference.partition("#")
        return self._gave[name][what or "thing"]

    def _read(self) -> None:
        if not self._file.exists():
            return
        for text in self._file.read_text(encoding="utf-8").splitlines():
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if line.get(FINISHED):
                self.finished = True
            elif "act" in line:
                self._gave[line.pop("act")] = line

    def _write(self, line: dict[str, object]) -> None:
        self._lines.write(json.dumps(line) + "\n")
        self._lines.flush()
