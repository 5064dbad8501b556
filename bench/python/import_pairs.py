"""Reads all pair files with pandas and counts their rows and labels: what a user would do by hand."""

import json
import os
import resource
import time
from pathlib import Path

import pandas as pd

shared = Path(os.environ.get("HYPER_SHARED") or Path(__file__).resolve().parents[3] / "shared")
wall, cpu = time.perf_counter(), time.process_time()
frame = pd.concat([pd.read_json(path, lines=True) for path in sorted((shared / "data").glob("pairs-*"))])
human = int(frame["human"].map(len).sum())
lm = int(frame["lm"].map(len).sum())
bad = int(frame[["id", "prompt", "response_a", "response_b"]].isna().sum().sum())
print(json.dumps({
    "seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "rows": len(frame), "human_labels": human, "lm_labels": lm, "bad_rows": bad,
}))
