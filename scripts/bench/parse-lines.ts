const NEWLINE = 10

/** What reading NDJSON is compared with: `JSON.parse` of each line, and nothing else. */
export function parseLines(buffer: Buffer): void {
  for (let start = 0; start < buffer.length; ) {
    const found = buffer.indexOf(NEWLINE, start)
    const end = found < 0 ? buffer.length : found
    if (end > start) JSON.parse(buffer.toString('utf8', start, end))
    start = end + 1
  }
}
