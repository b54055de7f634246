"""The loss rcxyz over all vertices with smplx's SMPL layer on PyTorch CPU.

Usage: bench_torch_smpl.py BODY.npz [batch frames threads steps]
Prints the time of one forward and backward pass (targets without gradients, predictions with, mean squared distance) and the
peak memory of the process.
"""
import resource
import sys
import time
import types

import numpy as np
import torch
import torch.nn.functional as F
from smplx import SMPLLayer

body = sys.argv[1]
batch, frames, threads, steps = [int(x) for x in (sys.argv[2:] + ["20", "60", "2", "3"][len(sys.argv) - 2:])]
torch.set_num_threads(threads)
data = dict(np.load(body))
data["kintree_table"] = data["kintree_table"].astype(np.int64)
data["f"] = data["f"].astype(np.int64)
layer = SMPLLayer("", data_struct=types.SimpleNamespace(**data), num_betas=10).eval()


def matrices(x):
    """(batch, joints, 6, frames) -> (frames of all items, joints, 3, 3)"""
    x = x.permute(0, 3, 1, 2).flatten(0, 1)
    a, b = x[..., :3], x[..., 3:]
    a = F.normalize(a, dim=-1)
    b = F.normalize(b - (a * b).sum(-1, keepdim=True) * a, dim=-1)
    return torch.stack((a, b, torch.cross(a, b, dim=-1)), dim=-2)


def vertices(x):
    r = matrices(x)
    betas = torch.zeros(len(r), 10)
    return layer(betas=betas, body_pose=r[:, 1:], global_orient=r[:, :1], pose2rot=False).vertices


torch.manual_seed(0)
rest = torch.tensor([1.0, 0, 0, 0, 1, 0]).view(1, 1, 6, 1)
target = rest + 0.3 * torch.randn(batch, 24, 6, frames)
guess = (rest + 0.3 * torch.randn(batch, 24, 6, frames)).requires_grad_()


def step():
    guess.grad = None
    with torch.no_grad():
        wanted = vertices(target)
    loss = F.mse_loss(vertices(guess), wanted)
    loss.backward()
    return loss.item()


step()
times = []
for _ in range(steps):
    start = time.time()
    step()
    times.append(time.time() - start)
print(f"rcxyz batch {batch} x {frames} frames: {min(times) * 1e3:.1f} ms")
print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
