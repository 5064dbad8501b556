"""Loads exported files with the library `datasets` and says what it sees.

    python check_exports.py FOLDER

FOLDER/expected.json is a list of {"file", "loader", "rows", "columns"}; paths are relative to the folder. Prints a line for each fault and ends
with status 1 where there is one.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_CACHE=tempfile.mkdtemp())

import datasets

datasets.disable_progress_bars()
folder = Path(sys.argv[1])
faults = []
for expected in json.loads((folder / "expected.json").read_text(encoding="utf-8")):
    name = expected["file"]
    try:
        loaded = datasets.load_dataset(expected["loader"], data_files=str(folder / name), split="train")
    except Exception as error:  # whatever the reader throws is a fault of our file
        faults.append(f"{name}: {type(error).__name__}: {error}")
        continue
    if loaded.num_rows != expected["rows"]:
        faults.append(f"{name}: {loaded.num_rows} rows, expected {expected['rows']}")
    missing = sorted(set(expected["columns"]) - set(loaded.column_names))
    if missing:
        faults.append(f"{name}: lacks {', '.join(missing)}; has {', '.join(loaded.column_names)}")
    first = loaded[0]
    for column, value in expected.get("first", {}).items():
        if first[column] != value:
            faults.append(f"{name}: first row, {column}: {first[column]!r}, expected {value!r}")
    print(f"{name}: {loaded.num_rows} rows, columns {', '.join(loaded.column_names)}")
print("\n".join(faults))
sys.exit(1 if faults else 0)
