/** PostgreSQL takes at most 65,535 parameters in a statement; no table here has a hundred columns. */
const rowsPerStatement = 500

/** Rows in portions that fit into one INSERT each, in their order. */
export function* inBatches<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) yield rows.slice(start, start + rowsPerStatement)
}
