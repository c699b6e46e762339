// Writes the table of scripts/dev/data-files by polars, by Arrow's Rust library and by Papa Parse: by-node.mjs DIRECTORY.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as arrow from "apache-arrow";
import Papa from "papaparse";
import pl from "nodejs-polars";
import * as parquet from "parquet-wasm/esm";

const directory = process.argv[2];
const rows = [...Array(12).keys()];
const notes = ["plain", 'a "quoted" word', "comma, semicolon; tab\t", "two\nlines", " blanks ", "C:\\back\\", "café", ""];
const note = rows.map((row) => notes[row % notes.length]);
const real = rows.map((row) => [(row - 5) / 7, 1 / (row + 3)]);
const whole = rows.map((row) => [row - 5, 3 * row]);
const columns = { input_0: real.map((pair) => pair[0]), note, input_1: real.map((pair) => pair[1]) };

function byPolars() {
  const list = (pairs, type) => pl.DataFrame({ input: pl.Series("input", pairs, pl.List(type)), note });
  for (const compression of ["snappy", "gzip", "lz4", "zstd"]) {
    list(real, pl.Float64).writeParquet(`${directory}/real-polars-${compression}.parquet`, { compression });
  }
  list(real, pl.Float32).writeParquet(`${directory}/float-polars-float32.parquet`);
  list(whole, pl.Int64).writeParquet(`${directory}/whole-polars-int64.parquet`);
  list(whole, pl.Int16).writeParquet(`${directory}/whole-polars-int16.parquet`);
  const table = pl.DataFrame(columns);
  table.writeCSV(`${directory}/real-polars-default.csv`);
  table.writeCSV(`${directory}/real-polars-semicolons.csv`, { separator: ";" });
}

async function byArrow() {
  await parquet.default({ module_or_path: readFileSync(createRequire(import.meta.url).resolve("parquet-wasm/esm/parquet_wasm_bg.wasm")) });
  const field = (type) => arrow.Field.new("item", type, true);
  const table = (pairs, type) =>
    new arrow.Table({
      input: arrow.vectorFromArray(pairs, type),
      note: arrow.vectorFromArray(note, new arrow.Utf8()),
    });
  const write = (name, data, change = (properties) => properties) => {
    const properties = change(new parquet.WriterPropertiesBuilder()).build();
    const bytes = parquet.writeParquet(parquet.Table.fromIPCStream(arrow.tableToIPC(data, "stream")), properties);
    writeFileSync(`${directory}/${name}.parquet`, bytes);
  };
  const reals = table(real, new arrow.List(field(new arrow.Float64())));
  write("real-arrow-default", reals);
  write("real-arrow-fixed", table(real, new arrow.FixedSizeList(2, field(new arrow.Float64()))));
  write("real-arrow-v2", reals, (p) => p.setWriterVersion(parquet.WriterVersion.V2).setDictionaryEnabled(false));
  write("real-arrow-split", reals, (p) =>
    p
      .setDictionaryEnabled(false)
      .setColumnEncoding("input.list.item", parquet.Encoding.BYTE_STREAM_SPLIT)
      .setCompression(parquet.Compression.ZSTD),
  );
  write("real-arrow-row-groups", reals, (p) => p.setMaxRowGroupSize(5).setDataPageSizeLimit(16));
  write("float-arrow-float32", table(real, new arrow.List(field(new arrow.Float32()))));
  write("whole-arrow-delta", table(whole, new arrow.List(field(new arrow.Int32()))), (p) =>
    p
      .setDictionaryEnabled(false)
      .setColumnEncoding("input.list.item", parquet.Encoding.DELTA_BINARY_PACKED)
      .setWriterVersion(parquet.WriterVersion.V2),
  );
}

function byPapaParse() {
  const table = rows.map((row) => Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells[row]])));
  writeFileSync(`${directory}/real-papaparse-default.csv`, Papa.unparse(table));
  writeFileSync(`${directory}/real-papaparse-quoted.csv`, Papa.unparse(table, { quotes: true, newline: "\n" }));
}

byPolars();
byPapaParse();
await byArrow();
