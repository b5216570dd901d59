"""Does the work of bench/engine.ts in PyTorch: a name a line in, seconds a step out."""

import math
import resource
import sys
import time

import torch
from torch import nn

STEPS = {"mlp": 20, "bert": 2, "bertFull": 2, "lora": 2, "inference": 3, "inferenceFull": 3}
LEVELS = torch.tensor([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])


def mlp():
    network = nn.Sequential(
        nn.Linear(128, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 28 * 9)
    )
    x, y = torch.randn(1024, 128), torch.randn(1024, 28, 1)
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3)

    def step():
        optimizer.zero_grad(set_to_none=True)
        short = y - network(x).view(1024, 28, 9)
        torch.maximum(LEVELS * short, (LEVELS - 1) * short).mean().backward()
        optimizer.step()

    return step


class Attention(nn.Module):
    def __init__(self, width, heads, rank):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(width, width) for _ in range(4))
        self.low = nn.ParameterList()
        if rank:
            for _ in range(2):
                self.low.append(nn.Parameter(torch.randn(rank, width) / math.sqrt(width)))
                self.low.append(nn.Parameter(torch.zeros(width, rank)))

    def adapted(self, layer, x, at):
        if len(self.low) == 0:
            return layer(x)
        return layer(x) + x @ self.low[at].T @ self.low[at + 1].T

    def forward(self, x, bias):
        def split(t):
            return t.view(*t.shape[:2], self.heads, -1).transpose(1, 2)

        q, k, v = self.adapted(self.q, x, 0), self.k(x), self.adapted(self.v, x, 2)
        mixed = nn.functional.scaled_dot_product_attention(split(q), split(k), split(v), bias)
        return self.o(mixed.transpose(1, 2).reshape(x.shape))


class Block(nn.Module):
    def __init__(self, width, heads, rank):
        super().__init__()
        self.attention = Attention(width, heads, rank)
        self.norm1, self.norm2 = nn.LayerNorm(width, 1e-12), nn.LayerNorm(width, 1e-12)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, bias):
        x = self.norm1(x + self.attention(x, bias))
        return self.norm2(x + self.down(nn.functional.gelu(self.up(x))))


class BertMini(nn.Module):
    def __init__(self, rank=0, layers=4, width=256, heads=4, words=8000, length=64):
        super().__init__()
        self.words, self.places = nn.Embedding(words, width), nn.Embedding(length, width)
        self.norm = nn.LayerNorm(width, 1e-12)
        self.blocks = nn.ModuleList(Block(width, heads, rank) for _ in range(layers))
        self.head = nn.Linear(width, 2)
        if rank:
            for name, parameter in self.named_parameters():
                parameter.requires_grad = "low" in name or "head" in name

    def forward(self, words, bias):
        x = self.norm(self.words(words) + self.places(torch.arange(words.shape[1])))
        for block in self.blocks:
            x = block(x, bias)
        return self.head(x[:, 0])


def bert_inputs(least=16):
    words = torch.randint(0, 8000, (32, 64))
    lengths = torch.randint(least, 65, (32, 1))
    present = torch.arange(64)[None, :] < lengths
    bias = torch.where(present, 0.0, -1e4)[:, None, None, :]
    return words, bias, torch.randint(0, 2, (32,))


def bert(rank=0, least=16):
    network = BertMini(rank)
    words, bias, labels = bert_inputs(least)
    trained = [p for p in network.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4)

    def step():
        optimizer.zero_grad(set_to_none=True)
        nn.functional.cross_entropy(network(words, bias), labels).backward()
        optimizer.step()

    return step


def inference(least=16):
    network = BertMini().eval()
    words, bias, _ = bert_inputs(least)

    def step():
        with torch.inference_mode():
            network(words, bias)

    return step


MADE = {
    "mlp": mlp,
    "bert": bert,
    "bertFull": lambda: bert(least=64),
    "lora": lambda: bert(8),
    "inference": inference,
    "inferenceFull": lambda: inference(64),
}

torch.manual_seed(1)
torch.set_num_threads(int(sys.argv[1]))
seconds = time.process_time if sys.argv[3:] == ["cpu"] else time.perf_counter
made = {}
for line in sys.stdin:
    work = line.strip()
    if work == "memory":
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
        continue
    if work not in made:
        made[work] = MADE[work]()
    start = seconds()
    for _ in range(STEPS[work]):
        made[work]()
    print((seconds() - start) / STEPS[work], flush=True)
