"""Encodes the token ids of bench/encode-work.ts in PyTorch: a line in, seconds out."""

import json
import sys
import time
import warnings

import torch
from torch import nn

TOKENS_OF_BATCH = 4096


class Encoder(nn.Module):
    """torch.nn's own encoder, whose fast path leaves padding out."""

    def __init__(self, config):
        super().__init__()
        width = config["hidden_size"]
        self.words = nn.Embedding(config["vocab_size"], width)
        self.places = nn.Embedding(config["max_position_embeddings"], width)
        self.norm = nn.LayerNorm(width, 1e-12)
        layer = nn.TransformerEncoderLayer(
            width,
            config["num_attention_heads"],
            config["intermediate_size"],
            activation="gelu",
            layer_norm_eps=1e-12,
            batch_first=True,
        )
        self.layers = nn.TransformerEncoder(layer, config["num_hidden_layers"])

    def forward(self, ids, padding):
        x = self.norm(self.words(ids) + self.places(torch.arange(ids.shape[1])))
        x = self.layers(x, src_key_padding_mask=padding)
        sums = x.masked_fill(padding[:, :, None], 0).sum(1)
        return nn.functional.normalize(sums)


def batches(ids):
    """Texts of like length together, as many as fill the batch."""
    batch = []
    for text in sorted(ids, key=len):
        if batch and (len(batch) + 1) * len(text) > TOKENS_OF_BATCH:
            yield batch
            batch = []
        batch.append(text)
    yield batch


def padded(batch):
    steps = max(map(len, batch))
    ids = torch.tensor([text + [0] * (steps - len(text)) for text in batch])
    return ids, torch.tensor([[False] * len(t) + [True] * (steps - len(t)) for t in batch])


warnings.filterwarnings("ignore", message=".*nested tensors.*")
folder, threads, clock = sys.argv[1:4]
torch.manual_seed(1)
torch.set_num_threads(int(threads))
seconds = time.process_time if clock == "cpu" else time.perf_counter
with open(f"{folder}/encode.json", encoding="utf-8") as file:
    given = json.load(file)
encoder = Encoder(given["config"]).eval()
for _ in sys.stdin:
    start = seconds()
    with torch.inference_mode():
        for batch in batches(given["ids"]):
            encoder(*padded(batch))
    print(seconds() - start, flush=True)
