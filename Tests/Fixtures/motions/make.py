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

# What generators and other programs write. Rest poses, but for one bent knee and a step forward a frame.
REST = np.array([
    [0, -0.2413, 0.028], [0.1047, -0.2541, 0.0194], [-0.1047, -0.2541, 0.0194], [0, -0.1614, -0.0116], [0.1097, -0.6584, 0.0154],
    [-0.1097, -0.6584, 0.0154], [0, -0.0955, 0.0018], [0.0997, -1.0807, -0.0163], [-0.0997, -1.0807, -0.0163], [0, -0.0188, -0.0021],
    [0.1185, -1.1431, 0.1021], [-0.1185, -1.1431, 0.1021], [0, 0.3026, -0.0047], [0.0233, 0.2301, 0.0176], [-0.0233, 0.2301, 0.0176],
    [0, 0.4035, 0.0283], [0.1777, 0.2326, 0.015], [-0.1777, 0.2326, 0.015], [0.4248, 0.2326, 0.015], [-0.4248, 0.2326, 0.015],
    [0.6658, 0.2326, 0.015], [-0.6658, 0.2326, 0.015],
])
steps = np.arange(T)[:, None, None] * np.array([0, 0, 0.1])
places = (REST + steps).transpose(1, 2, 0)  # joints, 3, frames
texts = ["a person walks", "a person, standing", "", "jumps"]


def results(name, **values):
    np.save(os.path.join(HERE, name), np.array(values, dtype=object), allow_pickle=True)


mdm = dict(
    motion=np.stack([places + 0.01 * i for i in range(4)]).astype(np.float32), text=texts, lengths=np.array([6, 5, 4, 1]), num_samples=2,
    num_repetitions=2)
results("mdm_places.npy", **mdm)
six = np.zeros((2, 25, 6, T), np.float32)
six[:, :24, 0] = 1
six[:, :24, 4] = 1
six[:, 4, 4:6] = np.array([0, -1])[:, None]  # the left knee by a right angle: rows (1, 0, 0), (0, 0, -1)
six[:, 24, 2] = 0.1 * np.arange(T)
results("mdm_rotations.npy", motion=six, text=["kneel", "kneel"], lengths=np.array([T, 3]), num_samples=1, num_repetitions=2)
results("bad_mdm_length.npy", **{**mdm, "lengths": np.array([6, 5, 7, 1])})
results("bad_mdm_lengths.npy", **{**mdm, "lengths": np.array([6, 5])})
results("bad_mdm_kit.npy", **{**mdm, "motion": mdm["motion"][:, :21]})
results("bad_mdm_nan.npy", **{**mdm, "motion": np.where(np.arange(T) == 2, np.nan, mdm["motion"])})

codec = dict(
    codecVersion=np.int32(1), smplVersion=np.int32(2), gender=np.int32(2), shapeParameters=(np.arange(10) / 8).astype(np.float32),
    frameCount=np.int32(T), frameRate=np.float32(59.94), bodyTranslation=(steps[:, 0] * 1).astype(np.float32),
    bodyPose=np.zeros((T, 22, 3), np.float32), headPose=np.full((T, 3, 3), 0.25, np.float32), leftHandPose=np.full((T, 15, 3), 0.5, np.float32),
    rightHandPose=np.full((T, 15, 3), -0.5, np.float32))
save("avatar.smpl", **codec)
save("avatar_smpl.smpl", **{**without(codec, "headPose", "leftHandPose", "rightHandPose"), "smplVersion": np.int32(0),
                            "bodyPose": np.zeros((T, 24, 3), np.float32)})
save("bad_codec_shape.smpl", **without(codec, "bodyPose", "headPose", "leftHandPose", "rightHandPose"))
save("bad_codec_rate.smpl", **without(codec, "frameRate"))
save("bad_codec_hand.smpl", **{**codec, "leftHandPose": codec["leftHandPose"][:, :3]})
