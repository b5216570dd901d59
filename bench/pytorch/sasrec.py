"""SASRec (Kang & McAuley 2018) as published: two blocks, width 50, the last 50 items, a negative a place,
binary cross-entropy, Adam at 1e-3. Reads {items, lesson, asked, epochs, dropout} as JSON, items counted from 0,
and prints the ten best items of every list in `asked`, all items being candidates."""

import json
import sys

import torch
from torch import nn

LENGTH, WIDTH, BLOCKS, BATCH = 50, 50, 2, 128


class SasRec(nn.Module):
    def __init__(self, items: int, dropout: float):
        super().__init__()
        self.items = nn.Embedding(items + 1, WIDTH, padding_idx=0)
        self.places = nn.Embedding(LENGTH, WIDTH)
        self.drop = nn.Dropout(dropout)
        norm = lambda: nn.LayerNorm(WIDTH, eps=1e-8)
        self.before = nn.ModuleList([norm() for _ in range(BLOCKS)])
        self.attention = nn.ModuleList(
            [nn.MultiheadAttention(WIDTH, 1, dropout, batch_first=True) for _ in range(BLOCKS)]
        )
        self.between = nn.ModuleList([norm() for _ in range(BLOCKS)])
        self.forwards = nn.ModuleList(
            [
                nn.Sequential(
                    nn.Linear(WIDTH, WIDTH), nn.Dropout(dropout), nn.ReLU(), nn.Linear(WIDTH, WIDTH), nn.Dropout(dropout)
                )
                for _ in range(BLOCKS)
            ]
        )
        self.last = norm()
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.xavier_normal_(p)

    def forward(self, rows):
        x = self.items(rows) * WIDTH**0.5 + self.places.weight
        x = self.drop(x) * (rows > 0).unsqueeze(2)
        later = torch.triu(torch.ones(LENGTH, LENGTH, dtype=torch.bool), 1)
        for before, attention, between, forward in zip(self.before, self.attention, self.between, self.forwards):
            q = before(x)
            x = q + attention(q, x, x, attn_mask=later, need_weights=False)[0]
            x = between(x)
            x = (x + forward(x)) * (rows > 0).unsqueeze(2)
        return self.last(x)


def padded(lists):
    rows = torch.zeros(len(lists), LENGTH, dtype=torch.long)
    for r, items in enumerate(lists):
        own = [i + 1 for i in items][-LENGTH:]
        if own:
            rows[r, -len(own) :] = torch.tensor(own)
    return rows


def main():
    work = json.load(sys.stdin)
    torch.manual_seed(1)
    torch.set_num_threads(2)
    lesson = [items for items in work["lesson"] if len(items) > 1]
    model = SasRec(work["items"], work["dropout"])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, betas=(0.9, 0.98))
    inputs, targets = padded([items[:-1] for items in lesson]), padded([items[1:] for items in lesson])
    for _ in range(work["epochs"]):
        for at in torch.randperm(len(lesson)).split(BATCH):
            rows, wanted = inputs[at], targets[at]
            others = torch.randint(1, work["items"] + 1, wanted.shape)
            read = model(rows)
            good = (read * model.items(wanted)).sum(2)
            bad = (read * model.items(others)).sum(2)
            loss = -(nn.functional.logsigmoid(good) + nn.functional.logsigmoid(-bad))[wanted > 0].mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    model.eval()
    lists = []
    with torch.no_grad():
        for rows in padded(work["asked"]).split(256):
            scores = model(rows)[:, -1] @ model.items.weight[1:].T
            lists += scores.topk(10).indices.tolist()
    json.dump(lists, sys.stdout)


main()
