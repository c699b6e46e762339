"""Writes the table of scripts/dev/data-files by NumPy, by pandas and by Python's csv: by_python.py DIRECTORY."""

import csv
import io
import pathlib
import sys

import numpy as np
import pandas as pd

DIRECTORY = pathlib.Path(sys.argv[1])
ROW = np.arange(12)
NOTES = ["plain", 'a "quoted" word', "comma, semicolon; tab\t", "two\nlines", " blanks ", "C:\\back\\", "café", ""]
TABLES = {
    "real": np.column_stack([(ROW - 5) / 7.0, 1.0 / (ROW + 3)]),
    "sixteenth": np.column_stack([(ROW - 5) / 16.0, (ROW + 3) / 16.0]),
    "whole": np.column_stack([ROW - 5, 3 * ROW]),
    "count": np.column_stack([ROW, 3 * ROW]),
    "truth": np.column_stack([ROW % 2, ROW % 3 == 0]),
}


class Stream(io.RawIOBase):
    """A file that cannot seek."""

    def __init__(self, path):
        self.file = open(path, "wb")

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)

    def close(self):
        self.file.close()


def arrays():
    for kind, types in (
        ("real", ["<f8", ">f8"]),
        ("float", ["<f4", ">f4"]),
        ("sixteenth", ["<f2"]),
        ("whole", ["i1", "<i4", ">i8"]),
        ("count", ["u1", "<u8"]),
        ("truth", ["?"]),
    ):
        for type_ in types:
            name = np.dtype(type_).name + ("-big" if type_[0] == ">" else "")
            values = TABLES.get(kind, TABLES["real"]).astype(type_)
            np.save(DIRECTORY / f"{kind}-numpy-{name}.npy", values)
    real = TABLES["real"]
    np.save(DIRECTORY / "real-numpy-fortran.npy", np.asfortranarray(real))
    np.savez(DIRECTORY / "real-numpy-stored.npz", inputs=real, others=ROW)
    np.savez_compressed(DIRECTORY / "real-numpy-deflated.npz", inputs=np.asfortranarray(real), texts=np.array(NOTES))
    for way, save in (("stored", np.savez), ("deflated", np.savez_compressed)):
        with Stream(DIRECTORY / f"real-numpy-{way}-streamed.npz") as stream:
            save(stream, inputs=real)


def texts():
    real = TABLES["real"]
    names = "input_0,input_1"
    np.savetxt(DIRECTORY / "real-numpy-savetxt.csv", real)
    np.savetxt(DIRECTORY / "real-numpy-header.csv", real, "%.17g", ",", header=names, comments="", newline="\r\n")
    np.savetxt(DIRECTORY / "real-numpy-bars.csv", real, "%r", "|", header=names.replace(",", "|"), comments="")

    notes = [NOTES[row % len(NOTES)] for row in ROW]
    table = pd.DataFrame({"input_0": real[:, 0], "note": notes, "input_1": real[:, 1]})
    for name, options in {
        "default": {"index": False},
        "index": {},
        "excel-german": {"index": False, "sep": ";", "decimal": ",", "encoding": "utf-8-sig", "lineterminator": "\r\n"},
        "tabs": {"index": False, "sep": "\t", "quoting": csv.QUOTE_NONNUMERIC},
        "all-quoted": {"index": False, "quoting": csv.QUOTE_ALL},
        "latin-1": {"index": False, "encoding": "latin-1"},
        "cr": {"index": False, "lineterminator": "\r"},
    }.items():
        table.to_csv(DIRECTORY / f"real-pandas-{name}.csv", **options)
    pd.DataFrame(real).to_csv(DIRECTORY / "real-pandas-no-header.csv", index=False, header=False)
    pd.DataFrame({"input_0": TABLES["whole"][:, 0], "input_1": TABLES["whole"][:, 1]}).to_csv(
        DIRECTORY / "whole-pandas-integers.csv", index=False
    )
    for dialect in ("excel", "excel-tab", "unix"):
        with open(DIRECTORY / f"real-python-{dialect}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, dialect)
            writer.writerow(table.columns)
            writer.writerows(table.itertuples(index=False))


arrays()
texts()
