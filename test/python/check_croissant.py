"""Reads a Croissant description with mlcroissant: python check_croissant.py PATH [ROWS]

Prints how many records the first record set gives from the files beside it; ends with status 1 where the description has errors.
"""

import itertools
import sys

import mlcroissant as mlc

dataset = mlc.Dataset(jsonld=sys.argv[1])
issues = dataset.metadata.ctx.issues
for error in issues.errors:
    print(f"error: {error}")
for warning in issues.warnings:
    print(f"warning: {warning}")
if issues.errors:
    sys.exit(1)
name = dataset.metadata.record_sets[0].uuid
records = list(itertools.islice(dataset.records(record_set=name), 1_000_000))
print(f"{len(records)} records of {name}: {', '.join(sorted(records[0])) if records else 'none'}")
