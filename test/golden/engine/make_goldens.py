"""Golden values of lib/engine from PyTorch 2.13 (CPU). Run: python make_goldens.py > pytorch.json"""

import json

import torch
import torch.nn.functional as F

torch.manual_seed(7)


def flat(tensor):
    return [round(value, 9) for value in tensor.detach().double().flatten().tolist()]


def case(parameters, inputs, loss_of):
    """Loss and gradient by every parameter."""
    for tensor in parameters.values():
        tensor.requires_grad_(True)
    loss = loss_of(parameters, inputs)
    loss.backward()
    return {
        "parameters": {n: {"shape": list(t.shape), "values": flat(t)} for n, t in parameters.items()},
        "inputs": {n: flat(t.float()) for n, t in inputs.items()},
        "loss": loss.item(),
        "gradients": {n: flat(t.grad) for n, t in parameters.items()},
    }


def linear(p, name, x):
    return F.linear(x, p[f"{name}.weight"], p[f"{name}.bias"])


def draw_linear(name, inputs, width):
    return {
        f"{name}.weight": torch.randn(width, inputs) / inputs**0.5,
        f"{name}.bias": torch.randn(width) / 4,
    }


def draw_norm(name, width):
    return {f"{name}.scale": 1 + torch.randn(width) / 4, f"{name}.bias": torch.randn(width) / 4}


def norm(p, name, x):
    return F.layer_norm(x, x.shape[-1:], p[f"{name}.scale"], p[f"{name}.bias"], 1e-5)


def mlp():
    levels = torch.tensor([0.1, 0.5, 0.9])
    p = {**draw_linear("in", 5, 8), **draw_linear("out", 8, 3)}
    inputs = {"x": torch.randn(6, 5), "y": torch.randn(6), "mask": torch.tensor([1.0, 1, 0, 1, 1, 0])}

    def loss(p, i):
        forecast = linear(p, "out", torch.relu(linear(p, "in", i["x"])))
        short = i["y"][:, None] - forecast
        pinball = torch.maximum(levels * short, (levels - 1) * short).mean(-1)
        return (pinball * i["mask"]).sum() / i["mask"].sum()

    return case(p, inputs, loss)


def bert_layer():
    """Post-norm attention and MLP with padding, a classifier on the first step."""
    p = {}
    for name in ["query", "key", "value", "out"]:
        p |= draw_linear(f"attention.{name}", 8, 8)
    p |= draw_norm("norm1", 8) | draw_linear("up", 8, 16) | draw_linear("down", 16, 8)
    p |= draw_norm("norm2", 8) | draw_linear("classes", 8, 4)
    mask = torch.tensor([[1.0, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    inputs = {"x": torch.randn(2, 5, 8), "mask": mask, "labels": torch.tensor([2, 0])}

    def loss(p, i):
        x = i["x"]
        heads = lambda name: linear(p, f"attention.{name}", x).view(2, 5, 4, 2).transpose(1, 2)
        allowed = i["mask"].bool()[:, None, None, :]
        mixed = F.scaled_dot_product_attention(heads("query"), heads("key"), heads("value"), allowed)
        attended = linear(p, "attention.out", mixed.transpose(1, 2).reshape(2, 5, 8))
        x = norm(p, "norm1", x + attended)
        x = norm(p, "norm2", x + linear(p, "down", F.gelu(linear(p, "up", x))))
        return F.cross_entropy(linear(p, "classes", x[:, 0]), i["labels"].long())

    return case(p, inputs, loss)


def causal_convolutions():
    p = {}
    for name, inputs in [("first", 3), ("second", 4)]:
        p |= {f"{name}.weight": torch.randn(4, inputs, 3) / 3, f"{name}.bias": torch.randn(4) / 4}
    inputs = {"x": torch.randn(2, 9, 3), "y": torch.randn(2, 9, 4)}

    def loss(p, i):
        x = i["x"].transpose(1, 2)
        x = F.conv1d(F.pad(x, (2, 0)), p["first.weight"], p["first.bias"]).relu()
        x = F.conv1d(F.pad(x, (4, 0)), p["second.weight"], p["second.bias"], dilation=2)
        return ((x.transpose(1, 2) - i["y"]) ** 2).mean()

    return case(p, inputs, loss)


def prefixed_attention():
    """Learned keys and values before those of the input, with padding."""
    p = {}
    for name in ["query", "key", "value", "out"]:
        p |= draw_linear(name, 8, 8)
    p |= {"prefix.keys": torch.randn(3, 8), "prefix.values": torch.randn(3, 8)}
    mask = torch.tensor([[1.0, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    inputs = {"x": torch.randn(2, 5, 8), "mask": mask, "y": torch.randn(2, 5, 8)}

    def loss(p, i):
        x = i["x"]
        heads = lambda rows: rows.view(2, -1, 4, 2).transpose(1, 2)
        with_prefix = lambda name: heads(
            torch.cat([p[f"prefix.{name}s"].expand(2, 3, 8), linear(p, name, x)], 1)
        )
        allowed = torch.cat([torch.ones(2, 3), i["mask"]], 1).bool()[:, None, None, :]
        queries = heads(linear(p, "query", x))
        mixed = F.scaled_dot_product_attention(
            queries, with_prefix("key"), with_prefix("value"), allowed
        )
        return ((linear(p, "out", mixed.transpose(1, 2).reshape(2, 5, 8)) - i["y"]) ** 2).mean()

    return case(p, inputs, loss)


def orthogonality():
    p = {"lora.up": torch.randn(5, 2), "lora.down": torch.randn(2, 4)}
    off = lambda product: ((product - torch.eye(2)) ** 2).sum()

    def loss(p, _):
        return off(p["lora.up"].T @ p["lora.up"]) + off(p["lora.down"] @ p["lora.down"].T)

    return case(p, {}, loss)


def losses():
    """One case a loss; what it is of are its parameters."""
    scores, targets = torch.randn(6), torch.tensor([0.0, 1, 1, 0.3, 0, 1])
    mask = torch.tensor([1.0, 0, 1, 1, 1, 0])
    counts = torch.tensor([0.0, 3, 1, 12, 0, 250])
    rates = {"mean": torch.rand(6) * 5 + 0.1, "size": torch.rand(6) * 3 + 0.05}
    pairs = {"a": torch.randn(5, 4), "b": torch.randn(5, 4)}
    labels = torch.tensor([1, -1, 0, 2])

    def negative_binomial(p, i):
        likelihood = torch.distributions.NegativeBinomial(
            p["size"], logits=p["mean"].log() - p["size"].log()
        )
        return -(likelihood.log_prob(i["actual"]) * i["mask"]).sum() / i["mask"].sum()

    def contrastive(p, _):
        cosines = F.normalize(p["a"]) @ F.normalize(p["b"]).T / 0.05
        own = torch.arange(5)
        return (F.cross_entropy(cosines, own) + F.cross_entropy(cosines.T, own)) / 2

    def binary(p, i):
        each = F.binary_cross_entropy_with_logits(p["logits"] * 30, i["targets"], reduction="none")
        return (each * i["mask"]).sum() / i["mask"].sum()

    softmax = lambda p, i: F.cross_entropy(p["logits"], i["labels"].long(), ignore_index=-1)
    return {
        "binaryCrossEntropy": case({"logits": scores}, {"targets": targets, "mask": mask}, binary),
        "softmaxCrossEntropy": case({"logits": torch.randn(4, 3)}, {"labels": labels}, softmax),
        "negativeBinomial": case(rates, {"actual": counts, "mask": mask}, negative_binomial),
        "contrastive": case(pairs, {}, contrastive),
    }


def optimised(make, clip=None):
    """Five steps on a small loss, from the same parameters each time."""
    w = torch.tensor([[0.5, -1.0], [2.0, 0.25]], requires_grad=True)
    b = torch.tensor([0.1, -0.3], requires_grad=True)
    optimizer = make(w, b)
    for step in range(5):
        optimizer.zero_grad()
        x = torch.tensor([[1.0 + step, 0.5], [-0.5, 2.0 - step]])
        loss = (torch.tanh(x @ w.T + b) ** 2).mean() * 3
        loss.backward()
        if clip:
            torch.nn.utils.clip_grad_norm_([w, b], clip)
        optimizer.step()
    return {"w": flat(w), "b": flat(b)}


def optimizers():
    def adamw(w, b):
        groups = [{"params": [w], "weight_decay": 0.1}, {"params": [b], "weight_decay": 0.0}]
        return torch.optim.AdamW(groups, lr=0.05)

    return {
        "adamW": optimised(adamw),
        "adamW clipped": optimised(adamw, clip=0.2),
        "sgd": optimised(lambda w, b: torch.optim.SGD([w, b], lr=0.1)),
        "sgd with momentum": optimised(lambda w, b: torch.optim.SGD([w, b], lr=0.1, momentum=0.9)),
    }


def one_cycle():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=20)
    rates = []
    for _ in range(20):
        rates.append(schedule.get_last_lr()[0])
        optimizer.step()
        if len(rates) < 20:
            schedule.step()
    return rates


networks = {"mlp": mlp(), "bertLayer": bert_layer(), "causalConvolutions": causal_convolutions()}
goldens = {"networks": networks, "losses": losses(), "optimizers": optimizers(), "oneCycle": one_cycle()}
goldens["networks"]["prefixedAttention"] = prefixed_attention()
goldens["losses"]["orthogonality"] = orthogonality()
print(json.dumps(goldens))
