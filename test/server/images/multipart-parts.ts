/** The parts of a `multipart/related` answer, as any client takes it apart (RFC 2046, 5.1). */
export interface Part {
  readonly contentType: string
  /** '' = the part has none. */
  readonly location: string
  readonly bytes: Buffer
}

export async function partsOf(answer: Response): Promise<Part[]> {
  const boundary = /boundary="?([^";]+)/.exec(answer.headers.get('Content-Type') ?? '')?.[1] ?? ''
  const body = Buffer.from(await answer.arrayBuffer())
  const mark = `--${boundary}`
  const parts: Part[] = []
  for (let at = body.indexOf(mark); at >= 0; ) {
    const head = body.indexOf('\r\n\r\n', at)
    const end = head < 0 ? -1 : body.indexOf(`\r\n${mark}`, head + 4)
    if (end < 0) break
    const headers = body.toString('latin1', at, head)
    const contentType = /content-type: ([^\r]*)/i.exec(headers)?.[1] ?? ''
    const location = /content-location: ([^\r]*)/i.exec(headers)?.[1] ?? ''
    parts.push({ contentType, location, bytes: body.subarray(head + 4, end) })
    at = end + 2
  }
  return parts
}
