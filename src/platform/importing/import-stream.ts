import type { CsvRow } from '../csv/csv-rows.js';
import type { CsvSource } from '../csv/csv-source.js';

const batchSize = 200;

/** The source again, noting how much of it has been read. */
export function metered(source: CsvSource, meter: { read: number }): CsvSource {
  async function* open() {
    for await (const chunk of source.open()) {
      meter.read += chunk.length;
      yield chunk;
    }
  }
  return { ...source, open };
}

/** Rows after a line, in groups that one transaction can hold. */
export async function* batches(rows: AsyncIterable<CsvRow>, after: number): AsyncGenerator<CsvRow[]> {
  let batch: CsvRow[] = [];
  for await (const row of rows) {
    if (row.line <= after) continue;
    batch.push(row);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
