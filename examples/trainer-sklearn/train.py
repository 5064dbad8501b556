"""A trainer for HyPER in one file: Bradley-Terry on TF-IDF differences, with scikit-learn.

    python train.py JOB.json

Reads the job (schema/training-job.schema.json), trains on its rows, reads every suite and writes the result
(schema/training-result.schema.json). Whatever it prints stands in output.log beside the job.
"""

import json
import os
import sys
import time

import numpy as np
from scipy.sparse import vstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression


def read_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def differences(vectorizer, rows):
    return vectorizer.transform([row["chosen"] for row in rows]) - vectorizer.transform([row["rejected"] for row in rows])


def main(job_path):
    started = time.perf_counter()
    folder = os.path.dirname(os.path.abspath(job_path))
    with open(job_path, encoding="utf-8") as file:
        job = json.load(file)
    parameters = job["parameters"]
    rows = read_lines(os.path.join(folder, job["trainFile"]))
    if len(rows) != job["trainRows"]:
        sys.exit(f"{job['trainFile']}: got {len(rows)} rows, expected {job['trainRows']}")
    print(f"job {job['id']}: {len(rows)} rows", flush=True)

    vectorizer = TfidfVectorizer(max_features=int(parameters.get("maxFeatures", 5000)), sublinear_tf=True)
    vectorizer.fit([text for row in rows for text in (row["chosen"], row["rejected"])])
    x = differences(vectorizer, rows)
    # Each pair in both orders, so that both classes are there; without an intercept this is Bradley-Terry.
    both = vstack([x, -x])
    labels = np.repeat([1, 0], len(rows))
    weights = np.tile([row["weight"] for row in rows], 2) / 2
    model = LogisticRegression(C=float(parameters.get("c", 1.0)), fit_intercept=False, max_iter=1000)
    model.fit(both, labels, sample_weight=weights)

    margins = {}
    for suite in job["evaluations"]:
        suite_rows = read_lines(os.path.join(folder, suite["file"]))
        margins[suite["name"]] = model.decision_function(differences(vectorizer, suite_rows)).tolist() if suite_rows else []
    result = {
        "format": "hyper/training-result@1",
        "job": job["id"],
        "hash": job["hash"],
        "rows": len(rows),
        "margins": margins,
        "marginScale": float(model.decision_function(both).std()),
        "seconds": time.perf_counter() - started,
        "device": "cpu",
        "costUsd": None,
    }
    result_path = os.path.join(folder, job["resultFile"])
    with open(result_path + ".part", "w", encoding="utf-8") as file:
        json.dump(result, file)
    os.replace(result_path + ".part", result_path)


if __name__ == "__main__":
    main(sys.argv[1])
