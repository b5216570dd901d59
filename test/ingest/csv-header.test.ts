import { describe, expect, test } from "vitest";
import { readCsvHeader } from "#lib/ingest/csv-header.ts";

describe("the first line of a CSV file", () => {
  test.each<[string, string, string, string[]]>([
    ["commas", "a,b,c\n1,2,3", ",", ["a", "b", "c"]],
    ["semicolons, with commas in names", "a,x;b;c\n", ";", ["a,x", "b", "c"]],
    ["tabs", "a\tb\r\n", "\t", ["a", "b"]],
    ["bars", "a|b", "|", ["a", "b"]],
    ["quotes that hold delimiters and line ends", '"a, ""b""\nc",d\n', ",", ['a, "b"\nc', "d"]],
    ["one column", "item\na\n", ",", ["item"]],
    ["repeated names", "x,X,x", ",", ["x", "X_1", "x_2"]],
    ["missing names", "a,,c,", ",", ["a", "column_2", "c", "column_4"]],
    ["Chinese", "日期,商品\n", ",", ["日期", "商品"]],
  ])("with %s", (_name, text, delimiter, columns) => {
    expect(readCsvHeader(text)).toEqual({ delimiter, columns });
  });
});
