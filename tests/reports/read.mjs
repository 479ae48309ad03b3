// Reads a report as a library that others wrote does, and prints what it saw as JSON.
//
//   node read.mjs tap|junit FILE

import fs from "node:fs";
import {parse} from "junit2json";
import {Parser} from "tap-parser";

const [format, file] = process.argv.slice(2);
const text = fs.readFileSync(file, "utf8");
const read = {junit: () => parse(text), tap: () => Parser.parse(text, {strict: true})};
console.log(JSON.stringify(await read[format]()));
