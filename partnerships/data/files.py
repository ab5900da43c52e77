"""Where this app's data files lie."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def read_texts(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))
