import { pipeline, Readable } from 'node:stream';
import { type CsvError, type Info, parse } from 'csv-parse';
import type { CsvSource } from './csv-source.js';

/** One row, or why the text at this line can't be read as one. `line` is the file's line on which it ends. */
export interface CsvRow {
  line: number;
  cells: string[];
  fault?: string;
}

const longestRow = 256 * 1024;

async function* decoded(source: CsvSource): AsyncGenerator<string> {
  const decoder = new TextDecoder(source.encoding);
  for await (const chunk of source.open()) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The rows of a source one by one, the header first; comma or semicolon apart as the header has it. */
export async function* csvRows(source: CsvSource): AsyncGenerator<CsvRow> {
  const skipped: CsvRow[] = [];
  const parser = parse({
    info: true,
    delimiter: await delimiterOf(source),
    skip_empty_lines: true,
    relax_column_count: true,
    skip_records_with_error: true,
    max_record_size: longestRow,
    on_skip: error => {
      skipped.push({ line: (error as CsvError & { lines: number }).lines, cells: [], fault: faultOf(error!) });
      return undefined;
    },
  });
  // A failure destroys the parser, which ends the loop below with it.
  pipeline(Readable.from(decoded(source)), parser, () => undefined);
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
    // The parser reads ahead of this loop: a later row that it passed over waits for its turn.
    while (skipped[0] && skipped[0].line <= info.lines) yield skipped.shift()!;
    yield { line: info.lines, cells: record };
  }
  yield* skipped;
}

async function delimiterOf(source: CsvSource): Promise<string> {
  for await (const text of decoded(source)) {
    const [header = ''] = text.split(/\r?\n/, 1);
    return header.includes(';') && !header.includes(',') ? ';' : ',';
  }
  return ',';
}

function faultOf(error: CsvError): string {
  if (error.code === 'CSV_MAX_RECORD_SIZE') return 'This row is too long.';
  return 'This row can not be read; look at its quotation marks.';
}
