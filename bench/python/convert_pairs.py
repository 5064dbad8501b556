"""Reads all pair files with the library datasets, takes the majority label of people and writes TRL rows and Parquet."""

import json
import os
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_CACHE=tempfile.mkdtemp())

import datasets

datasets.disable_progress_bars()
shared = Path(os.environ.get("HYPER_SHARED") or Path(__file__).resolve().parents[3] / "shared")
scratch = Path(tempfile.mkdtemp())


def to_trl(row):
    votes = Counter(vote["preference"][0] for vote in row["human"] if "@" not in vote["annotator"])
    ranked = votes.most_common()
    level = len(ranked) > 1 and ranked[0][1] == ranked[1][1]
    if not ranked or ranked[0][0] == "t" or level:
        return {"chosen": None, "rejected": None}
    first, second = row["response_a"], row["response_b"]
    if ranked[0][0] == "b":
        first, second = second, first
    ask = {"role": "user", "content": row["prompt"]}
    return {
        "chosen": [ask, {"role": "assistant", "content": first}],
        "rejected": [ask, {"role": "assistant", "content": second}],
    }


wall, cpu = time.perf_counter(), time.process_time()
parts = []
for path in sorted((shared / "data").glob("pairs-*")):
    part = datasets.load_dataset("json", data_files=str(path), split="train")
    parts.append(part.select_columns(["id", "source", "prompt", "response_a", "response_b", "human", "lm"]))
pairs = datasets.concatenate_datasets(parts)
trl = pairs.map(to_trl, remove_columns=["source", "prompt", "response_a", "response_b", "human", "lm"])
trl = trl.filter(lambda row: row["chosen"] is not None)
trl.to_json(scratch / "train.jsonl")
pairs.to_parquet(scratch / "pairs.parquet")
print(json.dumps({
    "seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "trl_rows": len(trl), "pair_rows": len(pairs),
    "trl_bytes": os.path.getsize(scratch / "train.jsonl"), "parquet_bytes": os.path.getsize(scratch / "pairs.parquet"),
}))
