"""Makes the small files beside it: arrays and pickles as NumPy, SciPy, Python 2 and chumpy write them.

Run it here to make them anew:  python3 make.py
Needs NumPy 2 and SciPy. Nothing of chumpy or Python 2: classes of the same names stand in, and a pickler that writes
Python 2's instructions.
"""

import collections
import io
import os
import pickle
import struct
import sys
import types
import zipfile

import numpy as np
import scipy.sparse

os.chdir(os.path.dirname(os.path.abspath(__file__)))


def save(name, data):
    with open(name, "wb") as file:
        file.write(data)


# --- element types, byte orders, memory orders: [[0, 1, 2], [3, 4, 5]], the 1 negative where it can be --------------

dtypes = {}
for code in ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]:
    values = np.arange(6).reshape(2, 3)
    if code[0] in "if":
        values[0, 1] = -1
    for name, order in [("le", "<"), ("be", ">")]:
        array = values.astype(np.dtype(order + code))
        dtypes[f"{code}_{name}"] = array
        dtypes[f"{code}_{name}_fortran"] = np.asfortranarray(array)
np.savez_compressed("dtypes.npz", **dtypes)

np.savez(
    "extremes.npz",
    f2=np.array([65504, 2**-24, -0.0, np.inf, -np.inf, np.nan, 2**-14, 0.333], np.float16),
    f2_as_f4=np.array([65504, 2**-24, -0.0, np.inf, -np.inf, np.nan, 2**-14, 0.333], np.float16).astype(np.float32),
    f4=np.array([np.nan, np.inf, -np.inf, 1e-45, 3.4e38], np.float32),
    i8=np.array([-(2**63), 2**63 - 1], np.int64),
    u8=np.array([2**64 - 1], np.uint64),
    u4=np.array([2**32 - 1, 0], np.uint32),
    halves=np.array([0.5, 1.0]),
    c16=np.array([1 + 2j]),
    f16=np.array([1], np.longdouble),
    m8=np.array(["2020-01-01"], "M8[D]"),
    empty=np.zeros((0, 3), np.float32),
    cube_fortran=np.asfortranarray(np.arange(24, dtype=np.float32).reshape(2, 3, 4)),
)

for version in (1, 2, 3):
    with open(f"version{version}.npy", "wb") as file:
        np.lib.format.write_array(file, np.arange(6, dtype=np.float32).reshape(2, 3), version=(version, 0))

np.savez(
    "texts.npz",
    gender=np.array("female"),
    gender_bytes=np.array(b"male"),
    gender_printed=np.array("b'neutral'"),
    gender_object=np.array("female", dtype=object),
    gender_object_bytes=np.array(b"female", dtype=object),
    gender_in_list=np.array(["female"]),
    big=np.array(["ab", "Żó\U0001f600"], dtype=">U4"),
    names=np.array(["one", "", "three"]),
    name_bytes=np.array([b"one", b"\xff\xfe", b""]),
    objects=np.array(["a", b"b", "проба"], dtype=object),
    rate=np.array(120.0),
    rate_object=np.array(30, dtype=object),
)

records = np.zeros(3, dtype=[("id", "<i4"), ("position", ">f4", (3,)), ("name", "S4"), ("nested", [("x", "<f8")])])
records["id"] = [1, 2, 3]
records["position"] = np.arange(9).reshape(3, 3)
records["name"] = [b"a", b"bc", b"def"]
records["nested"]["x"] = [0.5, 1.5, 2.5]
np.save("records.npy", records)

np.save(
    "results.npy",
    {
        "motion": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
        "text": ["walk", "прыжок"],
        "lengths": np.array([4, 3]),
        "num_samples": 2,
    },
)
np.save("objects.npy", np.array([[1, "two"], [None, {"x": 3}]], dtype=object))

# --- zip archives ----------------------------------------------------------------------------------------------------

arrays = {"poses": np.arange(12, dtype=np.float32).reshape(4, 3) / 4, "rate": np.array(120.0)}


def npy(array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def archive(target, method, force_zip64=False):
    with zipfile.ZipFile(target, "w", method) as file:
        for name in arrays:
            info = zipfile.ZipInfo(name + ".npy")
            info.compress_type = method
            with file.open(info, "w", force_zip64=force_zip64) as entry:
                entry.write(npy(arrays[name]))


class Unseekable(io.RawIOBase):
    """Makes zipfile write sizes behind the data, as when writing to a pipe."""

    def __init__(self):
        self.data = b""

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


archive("stored.npz", zipfile.ZIP_STORED)
archive("deflated.npz", zipfile.ZIP_DEFLATED)
for name, method in [("descriptors.npz", zipfile.ZIP_DEFLATED), ("descriptors_stored.npz", zipfile.ZIP_STORED)]:
    pipe = Unseekable()
    archive(pipe, method)
    save(name, pipe.data)
buffer = io.BytesIO()
archive(buffer, zipfile.ZIP_DEFLATED)
save("prefixed.npz", b"#!/bin/sh\nexit\n" + buffer.getvalue())
with zipfile.ZipFile(buffer, "a") as file:
    file.comment = b"a comment PK\5\6 with a trap in it" + b" " * 40
    file.writestr("readme.txt", "not an array")
    file.writestr("folder/", "")
save("commented.npz", buffer.getvalue())
limit = zipfile.ZIP64_LIMIT
zipfile.ZIP64_LIMIT = 8
zipfile.ZIP_FILECOUNT_LIMIT = 1
archive("zip64.npz", zipfile.ZIP_DEFLATED, force_zip64=True)
zipfile.ZIP64_LIMIT = limit

# --- pickles as Python 3 writes them, all protocols --------------------------------------------------------------------


class Unknown:
    pass


Unknown.__module__ = "studio.capture"
Unknown.__qualname__ = "Take"
Unknown.__name__ = "Take"
module = types.ModuleType("studio.capture")
module.Take = Unknown
sys.modules["studio"] = types.ModuleType("studio")
sys.modules["studio.capture"] = module

unknown = Unknown()
unknown.name = "take 1"
unknown.frames = 12
shared = [1, 2]
content = {
    "float32": np.arange(6, dtype=np.float32).reshape(2, 3),
    "fortran": np.asfortranarray(np.arange(6, dtype=np.float64).reshape(2, 3)),
    "big": np.arange(3, dtype=">i2"),
    "flags": np.array([True, False]),
    "readonly": np.frombuffer(b"\x01\x02\xff\x80", dtype=np.uint8),
    "texts": np.array(["a", "bcd"]),
    "objects": np.array(["x", 2, None], dtype=object),
    "records": np.array([(1, 2.5)], dtype=[("a", "i4"), ("b", "f8")]),
    "scalar": np.float32(1.5),
    "integer": 7,
    "negative": -129,
    "word": 70000,
    "huge": 2**70,
    "minus_huge": -(2**70),
    "truth": True,
    "nothing": None,
    "number": 0.1,
    "text": "проба \U0001f600\n\\u0041",
    "bytes": b"\x00\xffab",
    "bytearray": bytearray(b"\x01\xfe"),
    "list": [1, 2.5, 3],
    "matrix": [[1, 2, 3], [4, 5, 6]],
    "words": ["a", "b"],
    "tuple": (1, (2, 3), ()),
    "set": {5},
    "frozenset": frozenset([6]),
    "ordered": collections.OrderedDict([("z", 1), ("a", 2)]),
    "default": collections.defaultdict(list, {"k": [1]}),
    "complex": 1 + 2j,
    "csc": scipy.sparse.csc_matrix(np.array([[0, 1.5, 0], [2, 0, 0]])),
    "csr": scipy.sparse.csr_array(np.array([[0, 1.5, 0], [2, 0, 0]])),
    "unknown": unknown,
    "shared": [shared, shared],
    "empty_list": [],
    "long_list": list(range(3000)),
    5: "an integer key",
}
for protocol in range(6):
    save(f"python3_protocol{protocol}.pkl", pickle.dumps(content, protocol=protocol))

# --- pickles as Python 2 wrote them ------------------------------------------------------------------------------------


class Text(str):
    """A Python 2 unicode string; plain str and bytes stand for Python 2 str."""


class Python2Pickler(pickle._Pickler):
    modules = {
        "numpy._core.multiarray": "numpy.core.multiarray",
        "scipy.sparse._csc": "scipy.sparse.csc",
        "builtins": "__builtin__",
        "copyreg": "copy_reg",
    }
    dispatch = dict(pickle._Pickler.dispatch)

    def save_byte_string(self, value):
        data = value.encode("latin-1") if isinstance(value, str) else bytes(value)
        if self.bin:
            if len(data) < 256:
                self.write(pickle.SHORT_BINSTRING + bytes([len(data)]) + data)
            else:
                self.write(pickle.BINSTRING + struct.pack("<i", len(data)) + data)
        else:
            self.write(pickle.STRING + repr(data)[1:].encode("ascii") + b"\n")
        self.memoize(value)

    dispatch[str] = save_byte_string
    dispatch[bytes] = save_byte_string

    def save_text(self, value):
        pickle._Pickler.save_str(self, str(value))

    dispatch[Text] = save_text

    def save_global(self, value, name=None):
        module = self.modules.get(value.__module__, value.__module__)
        self.write(pickle.GLOBAL + f"{module}\n{name or value.__qualname__}\n".encode())
        self.memoize(value)

    dispatch[types.FunctionType] = save_global
    dispatch[type] = save_global


def python2(value, protocol):
    buffer = io.BytesIO()
    Python2Pickler(buffer, protocol).dump(value)
    return buffer.getvalue()


def stand_in(module, name):
    made = type(name, (), {"__module__": module})
    parts = module.split(".")
    for i in range(len(parts)):
        sys.modules.setdefault(".".join(parts[: i + 1]), types.ModuleType(parts[i]))
    setattr(sys.modules[module], name, made)
    return made


Ch = stand_in("chumpy.ch", "Ch")
Select = stand_in("chumpy.reordering", "Select")


def state(**extra):
    return dict(
        {"_dirty_vars": set(), "_itr": None, "_depends_on_deps": {}, "_make_dense": False, "_status": "new"}, **extra
    )


def ch(array):
    made = Ch()
    made.__dict__.update(state(x=array))
    return made


def select(array, indices, shape):
    made = Select()
    made.__dict__.update(state(a=ch(array), idxs=indices, preferred_shape=shape))
    return made


random = np.random.default_rng(1)
vertices, joints, faces = 20, 4, 10
expected = {
    "v_template": random.normal(size=(vertices, 3)),
    "shapedirs": random.normal(size=(vertices, 3, 6)),
    "posedirs": random.normal(size=(vertices, 3, 9 * (joints - 1))) * (random.random((vertices, 3, 9 * (joints - 1))) < 0.2),
    "weights": random.random((vertices, joints)),
    "J": random.normal(size=(joints, 3)),
    "J_regressor": random.random((joints, vertices)) * (random.random((joints, vertices)) < 0.3),
    "f": random.integers(0, vertices, (faces, 3)).astype(np.uint32),
    "kintree_table": np.array([[2**32 - 1, 0, 1, 1], [0, 1, 2, 3]], np.uint32),
}
# The first four of the six shape directions are selected.
indices = np.arange(vertices * 3 * 6).reshape(vertices, 3, 6)[:, :, :4].ravel()
body = {
    "J_regressor_prior": scipy.sparse.csc_matrix(expected["J_regressor"]),
    "f": expected["f"],
    "J_regressor": scipy.sparse.csc_matrix(expected["J_regressor"]),
    "kintree_table": expected["kintree_table"],
    "J": ch(expected["J"]),
    "weights_prior": expected["weights"],
    "weights": ch(expected["weights"]),
    "vert_sym_idxs": np.arange(vertices)[::-1].copy(),
    "posedirs": ch(expected["posedirs"]),
    "pose_training_info": {"model": "small body", "num_poses": 44, "regularization": 0.002},
    "bs_style": "lbs",
    "v_template": ch(expected["v_template"]),
    "shapedirs": select(expected["shapedirs"], indices, (vertices, 3, 4)),
    "bs_type": "lrotmin",
    "title": Text("тело"),
}
for protocol in range(3):
    save(f"body_python2_protocol{protocol}.pkl", python2(body, protocol))
expected["shapedirs"] = expected["shapedirs"][:, :, :4]
plain = {key: expected.get(key, value) for key, value in body.items() if key in expected and key != "J_regressor"}
plain["J_regressor"] = scipy.sparse.csc_matrix(expected["J_regressor"])
save("body_python3.pkl", pickle.dumps(plain, protocol=4))
np.savez_compressed("body.npz", **expected)
