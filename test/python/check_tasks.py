"""Checks task files with the packages that read them: python check_tasks.py FOLDER

Every settings.json below FOLDER is taken for Argilla, with the *.jsonl files beside it; every labeling-config.xml for Label Studio, with
the *.json files beside it. No server is needed. Prints a line for each fault and ends with 1 where there is one, with 2 where there is
nothing to check.
"""

import json
import re
import sys
import tempfile
import warnings
from pathlib import Path
from unittest.mock import MagicMock

# Limits of the Argilla server, which its package does not know.
LONGEST_GUIDELINES = 10_000
NAME = re.compile(r"^(?=.*[a-z0-9])[a-z0-9_-]+$")


def check_argilla(settings_path, faults):
    import argilla as rg

    rg.Argilla._default_client = MagicMock()
    settings = rg.Settings.from_json(settings_path)
    settings.validate()
    again = rg.Settings._from_dict(settings.serialize())
    if again != settings:
        faults.append(f"{settings_path}: settings change when they are written again")
    if len(settings.guidelines or "x") > LONGEST_GUIDELINES:
        faults.append(f"{settings_path}: guidelines of more than {LONGEST_GUIDELINES} characters")
    parts = [*settings.fields, *settings.questions, *settings.metadata]
    for part in parts:
        if not NAME.match(part.name):
            faults.append(f"{settings_path}: name {part.name!r} is refused by the server")
    fields = {field.name: field for field in settings.fields}
    properties = {part.name: part for part in settings.metadata}
    for part in properties.values():
        if part.visible_for_annotators:
            faults.append(f"{settings_path}: annotators see the metadata {part.name}")
    ids = set()
    count = 0
    for path in sorted(settings_path.parent.glob("*.jsonl")):
        for line, text in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if text == "":
                continue
            count += 1
            where = f"{path}:{line}"
            try:
                record = rg.Record.from_dict(json.loads(text))
                record.api_model()
            except Exception as error:
                faults.append(f"{where}: {one_line(error)}")
                continue
            if record.id in ids:
                faults.append(f"{where}: id {record.id!r} stands twice")
            ids.add(record.id)
            for name, field in fields.items():
                value = record.fields.get(name)
                if field.required and not isinstance(value, str):
                    faults.append(f"{where}: field {name}: got {type(value).__name__}, expected a text")
            for name in set(record.fields) - set(fields):
                faults.append(f"{where}: field {name} is none of the settings")
            for name in set(record.metadata) - set(properties):
                faults.append(f"{where}: metadata {name} is none of the settings")
            if len(record.responses) + len(record.suggestions) > 0:
                faults.append(f"{where}: a task carries answers")
    return count


def check_label_studio(config_path, faults):
    from label_studio_sdk.converter import Converter
    from label_studio_sdk.label_interface import LabelInterface

    config = config_path.read_text(encoding="utf-8")
    interface = LabelInterface(config)
    interface.validate()
    choices = interface.get_control("preference").labels
    if len(choices) != 5 or "tie" not in choices:
        faults.append(f"{config_path}: preference has the choices {choices}, expected five with tie")
    count = 0
    for path in sorted(config_path.parent.glob("*.json")):
        tasks = json.loads(path.read_text(encoding="utf-8"))
        answered = []
        for number, task in enumerate(tasks, 1):
            count += 1
            if not interface.validate_task({"data": task["data"]}):
                faults.append(f"{path}: task {number} lacks what the labelling config shows")
            if task.keys() - {"data"}:
                faults.append(f"{path}: task {number} carries {sorted(task.keys() - {'data'})}")
            answered.append({"id": number, "data": task["data"], "annotations": [answer(number, choices)]})
            if not interface.validate_annotation(answered[-1]["annotations"][0]):
                faults.append(f"{path}: task {number}: an answer to it is refused")
        check_short_export(Converter, config, path, answered, faults)
    return count


def answer(number, choices):
    """An annotation as the labelling page sends it."""
    value = {"choices": [choices[number % len(choices)]]}
    region = {"id": "a", "from_name": "preference", "to_name": "prompt", "type": "choices", "value": value}
    return {"id": number, "completed_by": 1, "lead_time": 1.5, "created_at": "2026-01-01", "result": [region]}


def check_short_export(converter, config, path, answered, faults):
    """JSON-MIN puts answers beside the data: it must overwrite none of it."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.json"
        source.write_text(json.dumps(answered), encoding="utf-8")
        converter(config, str(path.parent), download_resources=False).convert_to_json_min(
            str(source), folder, is_dir=False
        )
        rows = json.loads((Path(folder) / "result.json").read_text(encoding="utf-8"))
    for number, (task, row) in enumerate(zip(answered, rows, strict=True), 1):
        changed = [name for name, value in task["data"].items() if row.get(name) != value]
        if changed:
            faults.append(f"{path}: task {number}: JSON-MIN overwrites {changed}")
        if row.get("preference") != task["annotations"][0]["result"][0]["value"]["choices"][0]:
            faults.append(f"{path}: task {number}: JSON-MIN gives the answer as {row.get('preference')!r}")


def one_line(error):
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def main(folder):
    warnings.filterwarnings("ignore")
    faults = []
    count = 0
    for name, check in (("settings.json", check_argilla), ("labeling-config.xml", check_label_studio)):
        for path in sorted(Path(folder).rglob(name)):
            try:
                count += check(path, faults)
            except Exception as error:
                faults.append(f"{path}: {one_line(error)}")
    for fault in faults:
        print(fault)
    if count == 0 and not faults:
        print(f"{folder}: no tasks of Argilla or Label Studio")
        return 2
    print(f"{count} tasks, {len(faults)} faults", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
