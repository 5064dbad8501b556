"""Trains a tiny model from a config on one exported file with TRL's own trainer and compares rows in with rows trained.

    python train_trl.py reward|dpo FILE MAX_LENGTH STEPS

Prints one JSON object: rows in the file, rows that the trainer kept after its filter, steps and the losses. No hub, no network.
"""

import json
import os
import sys
import tempfile

os.environ.update(HF_HUB_OFFLINE="1", OMP_NUM_THREADS="2", TOKENIZERS_PARALLELISM="false")

from datasets import load_dataset
from tokenizers import Tokenizer, models, pre_tokenizers, decoders, trainers
from transformers import (
    LlamaConfig,
    LlamaForCausalLM,
    LlamaForSequenceClassification,
    PreTrainedTokenizerFast,
)

kind, path, max_length, steps = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
rows = load_dataset("json", data_files=path, split="train")


def texts():
    for row in rows:
        for name in ("prompt", "chosen", "rejected"):
            value = row.get(name)
            if isinstance(value, str):
                yield value
            elif value is not None:
                yield from (message["content"] for message in value)


def make_tokenizer():
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    special = ["<pad>", "<eos>", "<user>", "<assistant>", "<system>", "<tool>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    bpe.train_from_iterator(
        texts(),
        trainers.BpeTrainer(vocab_size=2048, special_tokens=special, initial_alphabet=alphabet, show_progress=False),
    )
    fast = PreTrainedTokenizerFast(tokenizer_object=bpe, pad_token="<pad>", eos_token="<eos>")
    fast.chat_template = (
        "{% for message in messages %}{{ '<' + message['role'] + '>' + message['content'] + eos_token }}{% endfor %}"
        "{% if add_generation_prompt %}{{ '<assistant>' }}{% endif %}"
    )
    return fast


tokenizer = make_tokenizer()
config = LlamaConfig(
    vocab_size=len(tokenizer),
    hidden_size=64,
    intermediate_size=128,
    num_hidden_layers=2,
    num_attention_heads=2,
    num_labels=1,
    pad_token_id=tokenizer.pad_token_id,
    eos_token_id=tokenizer.eos_token_id,
    bos_token_id=None,
    max_position_embeddings=4096,
)
common = dict(
    output_dir=tempfile.mkdtemp(),
    max_steps=steps,
    per_device_train_batch_size=4,
    learning_rate=1e-3,
    max_length=max_length,
    seed=42,
    save_strategy="no",
    report_to="none",
    use_cpu=True,
    bf16=False,
    gradient_checkpointing=False,
    disable_tqdm=True,
    logging_steps=1,
)
if kind == "reward":
    from trl import RewardConfig, RewardTrainer

    columns = [name for name in ("prompt", "chosen", "rejected", "margin") if name in rows.column_names]
    trainer = RewardTrainer(
        model=LlamaForSequenceClassification(config),
        args=RewardConfig(**common),
        train_dataset=rows.select_columns(columns),
        processing_class=tokenizer,
    )
else:
    from trl import DPOConfig, DPOTrainer

    # The trainer loads its reference model by name: a folder, not a model from a config.
    folder = tempfile.mkdtemp()
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    trainer = DPOTrainer(
        model=folder,
        args=DPOConfig(**common),
        train_dataset=rows.select_columns(["prompt", "chosen", "rejected"]),
        processing_class=tokenizer,
    )
trainer.train()
losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
print(
    json.dumps(
        {
            "rows": len(rows),
            "trained": len(trainer.train_dataset),
            "steps": trainer.state.global_step,
            "firstLoss": losses[0],
            "lastLoss": losses[-1],
        }
    )
)
