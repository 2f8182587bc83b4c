/** The first part of a `multipart/related` answer (RFC 2387, DICOM PS3.18 8.6.1.2.1). */

const HEAD_END = Buffer.from('\r\n\r\n')

/** @returns the part's bytes; null when the answer is not such a one, or ends before the part does */
export function firstPart(contentType: string, body: Buffer): Buffer | null {
  const part = startOfPart(contentType, body)
  if (part === null) return null
  const end = body.indexOf(Buffer.concat([Buffer.from('\r\n'), part.mark]), part.from)
  return end < 0 ? null : body.subarray(part.from, end)
}

/** @returns what has come of the part; null when the answer is not such a one, or the part has not begun */
export function beginningOfPart(contentType: string, body: Buffer): Buffer | null {
  const part = startOfPart(contentType, body)
  return part === null ? null : body.subarray(part.from)
}

function startOfPart(contentType: string, body: Buffer): { mark: Buffer; from: number } | null {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return null
  const mark = Buffer.from(`--${boundary}`)
  const start = body.indexOf(mark)
  const head = start < 0 ? -1 : body.indexOf(HEAD_END, start)
  return head < 0 ? null : { mark, from: head + HEAD_END.length }
}
