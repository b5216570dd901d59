"""Writes the BERT checkpoint of this folder and what a reference implementation says of it.

Run with Python 3 and PyTorch: `python make_goldens.py`. The reference is BERT written out in torch.nn
operations alone (Devlin et al. 2019), so that it shares nothing with what it is compared to.
"""

import json
import pathlib
import struct

import torch
from torch import nn

folder = pathlib.Path(__file__).parent
torch.manual_seed(20)

LAYERS, WIDTH, HEADS, HIDDEN, POSITIONS, EPSILON = 2, 24, 3, 48, 16, 1e-12
PIECES = "the a red blue glass cup plate set of two christmas tree garden spade ##s ##ware 圣 诞 树 灯 ! 12 ##0"
TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + PIECES.split()
TEXTS = ["red glass cups", "圣诞树 tableware!", "set of two blue plates the garden", ""]


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, EPSILON), nn.LayerNorm(WIDTH, EPSILON)

    def forward(self, x, mask):
        def heads(y):
            return y.view(*y.shape[:2], HEADS, WIDTH // HEADS).transpose(1, 2)

        q, k, v = heads(self.query(x)), heads(self.key(x)), heads(self.value(x))
        scores = q @ k.transpose(2, 3) / (WIDTH // HEADS) ** 0.5
        scores = scores.masked_fill(mask[:, None, None, :] == 0, float("-inf"))
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(x.shape)
        x = self.norm1(x + self.out(mixed))
        return self.norm2(x + self.down(nn.functional.gelu(self.up(x))))


class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(len(TOKENS), WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.transform, self.transform_norm = nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH, EPSILON)
        self.bias = nn.Parameter(torch.zeros(len(TOKENS)))

    def forward(self, ids, mask):
        places = torch.arange(ids.shape[1])
        x = self.norm(self.words(ids) + self.positions(places) + self.types.weight[0])
        for layer in self.layers:
            x = layer(x, mask)
        hidden = self.transform_norm(nn.functional.gelu(self.transform(x)))
        return x, hidden @ self.words.weight.T + self.bias


def checkpoint(bert):
    """Weights under the names of Hugging Face's BertForMaskedLM."""
    named = {
        "bert.embeddings.word_embeddings.weight": bert.words.weight,
        "bert.embeddings.position_embeddings.weight": bert.positions.weight,
        "bert.embeddings.token_type_embeddings.weight": bert.types.weight,
        "cls.predictions.bias": bert.bias,
    }

    def add(name, module):
        named[f"{name}.weight"], named[f"{name}.bias"] = module.weight, module.bias

    add("bert.embeddings.LayerNorm", bert.norm)
    add("cls.predictions.transform.dense", bert.transform)
    add("cls.predictions.transform.LayerNorm", bert.transform_norm)
    for index, layer in enumerate(bert.layers):
        path = f"bert.encoder.layer.{index}."
        for name in ("query", "key", "value"):
            add(f"{path}attention.self.{name}", getattr(layer, name))
        add(f"{path}attention.output.dense", layer.out)
        add(f"{path}attention.output.LayerNorm", layer.norm1)
        add(f"{path}intermediate.dense", layer.up)
        add(f"{path}output.dense", layer.down)
        add(f"{path}output.LayerNorm", layer.norm2)
    return named


def write_safetensors(path, tensors):
    header, blobs, end = {"__metadata__": {"format": "pt"}}, [], 0
    for name, tensor in tensors.items():
        blob = tensor.detach().contiguous().numpy().tobytes()
        kind = {torch.float32: "F32", torch.int64: "I64"}[tensor.dtype]
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [end, end + len(blob)]}
        blobs.append(blob)
        end += len(blob)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def greedy(word):
    """WordPiece of a word, longest piece first."""
    pieces, start = [], 0
    while start < len(word):
        ends = range(len(word), start, -1)
        found = next((e for e in ends if ("##" if start else "") + word[start:e] in TOKENS), None)
        if found is None:
            return ["[UNK]"]
        pieces.append(("##" if start else "") + word[start:found])
        start = found
    return pieces


def encode(text):
    spaced = "".join(f" {c} " if "\u4e00" <= c <= "\u9fff" or c == "!" else c for c in text)
    pieces = [piece for word in spaced.split() for piece in greedy(word)]
    return [TOKENS.index(t) for t in ["[CLS]", *pieces, "[SEP]"]]


bert = Bert().eval()
for parameter in bert.parameters():
    nn.init.normal_(parameter, 0.1 if parameter.dim() == 1 else 0, 0.3)

rows = [encode(text) for text in TEXTS]
steps = max(map(len, rows))
ids = torch.tensor([row + [0] * (steps - len(row)) for row in rows])
mask = torch.tensor([[1] * len(row) + [0] * (steps - len(row)) for row in rows])
with torch.no_grad():
    hidden, logits = bert(ids, mask)
mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)

weights = checkpoint(bert)
names = sorted(weights)
half = len(names) // 2
files = {"model-00001-of-00002.safetensors": names[:half], "model-00002-of-00002.safetensors": names[half:]}
for file, held in files.items():
    tensors = {name: weights[name] for name in held}
    if file.startswith("model-00001"):
        # As published checkpoints have it: a buffer that is no weight.
        tensors["bert.embeddings.position_ids"] = torch.arange(POSITIONS)[None]
    write_safetensors(folder / "bert" / file, tensors)
index = {"weight_map": {name: file for file, held in files.items() for name in held}}
(folder / "bert" / "model.safetensors.index.json").write_text(json.dumps(index, indent=1) + "\n")
(folder / "bert" / "vocab.txt").write_text("\n".join(TOKENS) + "\n")
config = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "num_hidden_layers": LAYERS,
    "hidden_size": WIDTH,
    "num_attention_heads": HEADS,
    "intermediate_size": HIDDEN,
    "vocab_size": len(TOKENS),
    "max_position_embeddings": POSITIONS,
    "type_vocab_size": 2,
    "layer_norm_eps": EPSILON,
}
(folder / "bert" / "config.json").write_text(json.dumps(config, indent=1) + "\n")
expected = {
    "texts": TEXTS,
    "ids": rows,
    "hidden": [hidden[r, : len(row)].flatten().tolist() for r, row in enumerate(rows)],
    "logits": [logits[r, : len(row)].flatten().tolist() for r, row in enumerate(rows)],
    "vectors": nn.functional.normalize(mean).tolist(),
}
(folder / "bert.json").write_text(json.dumps(expected) + "\n")
