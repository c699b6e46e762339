"""Writes the table of scripts/dev/data-files by pyarrow, by polars and by pandas through pyarrow: by_pyarrow.py DIRECTORY."""

import decimal
import pathlib
import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

DIRECTORY = pathlib.Path(sys.argv[1])
ROWS = range(12)
NOTES = ["plain", 'a "quoted" word', "comma, semicolon; tab\t", "two\nlines", " blanks ", "C:\\back\\", "café", ""]
NOTE = [NOTES[row % len(NOTES)] for row in ROWS]
TABLES = {
    "real": [[(row - 5) / 7, 1 / (row + 3)] for row in ROWS],
    "sixteenth": [[(row - 5) / 16, (row + 3) / 16] for row in ROWS],
    "whole": [[row - 5, 3 * row] for row in ROWS],
    "count": [[row, 3 * row] for row in ROWS],
    "truth": [[row % 2 == 1, row % 3 == 0] for row in ROWS],
}
REAL = TABLES["real"]
CELLS = {"input_0": [pair[0] for pair in REAL], "note": NOTE, "input_1": [pair[1] for pair in REAL]}
ELEMENT = "input.list.element"


def by_arrow():
    def write(name, type_, **options):
        kind = name.split("-")[0]
        table = pa.table({"input": pa.array(TABLES.get(kind, REAL), type_), "note": NOTE})
        pa.parquet.write_table(table, DIRECTORY / f"{name}.parquet", **options)

    reals = pa.list_(pa.float64())
    write("real-pyarrow-default", reals)
    for compression in ("none", "gzip", "lz4", "zstd"):
        write(f"real-pyarrow-{compression}", reals, compression=compression)
    write("real-pyarrow-v1", reals, version="1.0", use_dictionary=False, store_schema=False)
    write("real-pyarrow-pages-v2", reals, data_page_version="2.0", data_page_size=32, write_page_index=True)
    write("real-pyarrow-checksums", reals, row_group_size=5, write_page_checksum=True)
    write("real-pyarrow-item", reals, use_compliant_nested_type=False)
    write("real-pyarrow-large", pa.large_list(pa.float64()))
    write("real-pyarrow-fixed", pa.list_(pa.float64(), 2))
    write("real-pyarrow-split", reals, use_dictionary=False, column_encoding={ELEMENT: "BYTE_STREAM_SPLIT"})
    write("float-pyarrow-float32", pa.list_(pa.float32()))
    write("sixteenth-pyarrow-float16", pa.list_(pa.float16()))
    write("whole-pyarrow-int8", pa.list_(pa.int8()))
    write("whole-pyarrow-delta", pa.list_(pa.int64()), use_dictionary=False, column_encoding={ELEMENT: "DELTA_BINARY_PACKED"})
    write("count-pyarrow-uint64", pa.list_(pa.uint64()))
    write("truth-pyarrow-bool", pa.list_(pa.bool_()))
    decimals = [[decimal.Decimal(number) for number in pair] for pair in TABLES["sixteenth"]]
    for name, type_ in ("decimal", pa.decimal128(9, 4)), ("wide-decimal", pa.decimal256(50, 4)):
        table = pa.table({"input": pa.array(decimals, pa.list_(type_)), "note": NOTE})
        pa.parquet.write_table(table, DIRECTORY / f"sixteenth-pyarrow-{name}.parquet")
    for style in ("needed", "all_valid"):
        options = pa.csv.WriteOptions(quoting_style=style)
        pa.csv.write_csv(pa.table(CELLS), DIRECTORY / f"real-pyarrow-{style.replace('_', '-')}.csv", options)
    pd.DataFrame({"input": [np.array(pair) for pair in REAL], "note": NOTE}).to_parquet(DIRECTORY / "real-pandas-default.parquet")


def by_polars():
    lists = pl.DataFrame({"input": REAL, "note": NOTE})
    lists.write_parquet(DIRECTORY / "real-polars-python.parquet", data_page_size=64)
    arrays = lists.with_columns(pl.col("input").cast(pl.Array(pl.Float64, 2)))
    arrays.write_parquet(DIRECTORY / "real-polars-array.parquet", compression="uncompressed")
    whole = pl.DataFrame({"input": TABLES["whole"], "note": NOTE})
    whole.write_parquet(DIRECTORY / "whole-polars-python.parquet", compression="lz4", row_group_size=5)
    for style in ("necessary", "always"):
        options = {"line_terminator": "\r\n", "include_bom": True} if style == "always" else {}
        pl.DataFrame(CELLS).write_csv(DIRECTORY / f"real-polars-{style}.csv", quote_style=style, **options)


by_arrow()
by_polars()
