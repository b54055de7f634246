"""Writes the small motion files that the tests of Motions read: every generation of AMASS, and every way a file can be wrong.

    python3 make.py        # beside this file; the outputs are committed

Column c of frame t of every pose table is 0.25 t + c / 1024, so that a test can say what belongs where.
"""
import os
import zipfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
T = 6


def table(columns, frames=T, first=0):
    t = np.arange(frames)[:, None]
    c = np.arange(first, first + columns)[None, :]
    return 0.25 * t + c / 1024


def trans(frames=T):
    return np.arange(frames)[:, None] * np.array([0.5, -0.25, 0.125]) + np.array([0.0, 0.0, 1.0])


def save(name, **arrays):
    """Like np.savez_compressed, but with the same bytes on every run."""
    with zipfile.ZipFile(os.path.join(HERE, name), "w", zipfile.ZIP_DEFLATED) as archive:
        for key, value in arrays.items():
            info = zipfile.ZipInfo(key + ".npy", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as out:
                np.lib.format.write_array(out, np.asanyarray(value), allow_pickle=False)


def without(arrays, *keys):
    return {k: v for k, v in arrays.items() if k not in keys}


betas = np.arange(16) / 8
smplh = dict(
    poses=table(156), trans=trans(), betas=betas, dmpls=np.zeros((T, 8)), gender=np.array("female"), mocap_framerate=np.float64(120)
)
stage2 = dict(
    gender=np.array("male"), surface_model_type=np.array("smplx"), mocap_frame_rate=np.float64(60), mocap_time_length=np.float64(T / 60),
    trans=trans(), betas=betas, num_betas=np.int64(16),
    root_orient=table(3), pose_body=table(63, first=3), pose_jaw=table(3, first=66), pose_eye=table(6, first=69), pose_hand=table(90, first=75),
)

# Good files, one generation or peculiarity each.
save("smplh.npz", **smplh)
save("smplh_float32.npz", **{k: v.astype(np.float32) if v.dtype == np.float64 else v for k, v in smplh.items()})
save("smplh_bytes_gender.npz", **{**smplh, "gender": np.array(b"male")})
save("smplh_quoted_gender.npz", **{**smplh, "gender": np.array("b'male'")})
save("smplh_one_element_gender.npz", **{**smplh, "gender": np.array(["male"])})
save("smplh_unknown_gender.npz", **{**smplh, "gender": np.array("unknown")})
save("smplh_joints.npz", **{**smplh, "poses": smplh["poses"].reshape(T, 52, 3)})
save("smplh_row_betas.npz", **{**smplh, "betas": betas[None, :10]})
save("smplh_frame_betas.npz", **{**smplh, "betas": betas[None, :] + np.arange(T)[:, None]})
save("smplh_other_spelling.npz", **without(smplh, "mocap_framerate"), mocap_frame_rate=np.int64(100))
save("smplh_single_rate.npz", **{**smplh, "mocap_framerate": np.float32(59.94)})
save("smplx_parts.npz", **stage2)
save("smplx_whole.npz", **without(stage2, "root_orient", "pose_body", "pose_jaw", "pose_eye", "pose_hand"), poses=table(165))
save("smplh_parts.npz", **{**without(stage2, "pose_jaw", "pose_eye"), "surface_model_type": np.array("smplh"), "pose_hand": table(90, first=66)})
save("smplx_body_parts.npz", **without(stage2, "pose_jaw", "pose_eye", "pose_hand"))
save("smpl.npz", **{**smplh, "poses": table(72)})
save("body.npz", **{**smplh, "poses": table(66)})
save("one_frame.npz", **{**smplh, "poses": table(156, 1), "trans": trans(1)})
save("bare.npz", poses=table(156), mocap_framerate=np.float64(120))
save("two_rates.npz", **smplh, mocap_frame_rate=np.float64(100))
save("wrong_length.npz", **{**stage2, "mocap_time_length": np.float64(T / 30)})
save("degrees.npz", **{**smplh, "poses": table(156) * 180})

# Files a reader has to refuse.
save("bad_no_rate.npz", **without(smplh, "mocap_framerate"))
for name, rate in [("zero", 0.0), ("negative", -120.0), ("nan", np.nan), ("huge", 12000.0), ("infinite", np.inf)]:
    save(f"bad_rate_{name}.npz", **{**smplh, "mocap_framerate": np.float64(rate)})
save("bad_shape.npz", betas=betas, gender=np.array("male"))
save("bad_no_poses.npz", a=np.zeros(3), b=np.zeros(3))
save("bad_width.npz", **{**smplh, "poses": table(150)})
save("bad_rank.npz", **{**smplh, "poses": np.zeros(156)})
save("bad_no_frames.npz", **{**smplh, "poses": table(156, 0), "trans": trans(0)})
save("bad_nan_pose.npz", **{**smplh, "poses": np.where(np.arange(T * 156).reshape(T, 156) == 4 * 156 + 7, np.nan, table(156))})
save("bad_distant_trans.npz", **{**smplh, "trans": np.where(np.arange(T * 3).reshape(T, 3) == 5 * 3, 1e30, trans())})
save("bad_infinite_trans.npz", **{**smplh, "trans": np.where(np.arange(T * 3).reshape(T, 3) == 2 * 3 + 1, -np.inf, trans())})
save("bad_nan_part.npz", **{**stage2, "pose_hand": np.where(np.arange(T * 90).reshape(T, 90) == 3 * 90, np.nan, table(90))})
save("bad_nan_betas.npz", **{**smplh, "betas": betas * np.nan})
save("bad_betas_rank.npz", **{**smplh, "betas": np.zeros((2, 2, 2))})
save("bad_trans_frames.npz", **{**smplh, "trans": trans(T - 1)})
save("bad_trans_width.npz", **{**smplh, "trans": trans()[:, :2]})
save("bad_part_missing.npz", **without(stage2, "root_orient"))
save("bad_part_frames.npz", **{**stage2, "pose_jaw": table(3, T + 1)})
save("bad_part_width.npz", **{**stage2, "pose_hand": table(24)})
open(os.path.join(HERE, "bad_empty.npz"), "wb").close()
with open(os.path.join(HERE, "bad_text.npz"), "w") as f:
    f.write("version https://git-lfs.example/spec\n")
with open(os.path.join(HERE, "smplh.npz"), "rb") as whole, open(os.path.join(HERE, "bad_cut.npz"), "wb") as cut:
    cut.write(whole.read()[:700])
