/**
 * JPEG (ITU-T T.81): what may follow FF inside a scan is fixed (B.1.1.5: a stuffed 00, or a restart marker in turn), so
 * foreign bytes betray themselves within some hundred bytes. In small pictures fewer do: their codes are counted, too.
 */
import { damaged, encrypted, type Finding, suspicious } from './finding.ts'
import { emptyTables, learn, misfitOf } from './jpeg-scan.ts'
import { zeroSectors } from './zero-sectors.ts'

const [SOI, EOI, SOS, DRI] = [0xd8, 0xd9, 0xda, 0xdd]
/** Of a larger picture the codes are not counted: that costs more than reading it. Bytes. */
const LARGEST_COUNTED = 2 ** 17

/** Begins the evidence of a file that goes on behind its picture: some cameras do so in all their files. */
export const BEHIND_PICTURE = 'JPEG: bytes behind its end marker'
/** Bytes that writers fill up with. */
const MOST_FILLED = 16

/** A file of its own: what stands behind its last picture is none. */
export function screenJpegFile(bytes: Uint8Array): Finding | null {
  const found = screenJpeg(bytes)
  if (found !== null) return found
  const picture = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const behind = bytes.subarray(picture.lastIndexOf(Buffer.of(0xff, EOI)) + 2)
  const isFilling = behind.length <= MOST_FILLED || behind.every((byte) => byte === 0)
  return isFilling ? null : suspicious(BEHIND_PICTURE)
}

/** @param bytes from SOI on. @param base where they begin in their file. */
export function screenJpeg(bytes: Uint8Array, base = 0): Finding | null {
  const tables = bytes.length <= LARGEST_COUNTED ? emptyTables() : null
  let at = 2
  let interval = 0
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) return encrypted(`JPEG: no marker at byte ${at}`)
    const marker = bytes[at + 1] as number
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === EOI) return null
    if (marker === SOI || marker < 0xc0 || (marker > 0xcf && marker < SOI)) {
      return encrypted(`JPEG: marker FF${hex(marker)} cannot stand at byte ${at}`)
    }
    const length = uint16(bytes, at + 2)
    if (length < 2) return encrypted(`JPEG: segment of ${length} bytes at byte ${at}`)
    if (marker === DRI) interval = uint16(bytes, at + 4)
    if (tables !== null) learn(tables, marker, bytes, at + 2)
    const header = at + 2
    at += 2 + length
    if (marker !== SOS) continue
    const scan = scanEnd(bytes, at, interval > 0, base)
    if ('finding' in scan) return scan.finding
    const misfit = tables === null ? -1 : misfitOf(tables, bytes, header, at, scan.end)
    if (misfit >= 0) return suspicious(`JPEG: codes do not fit the picture at byte ${misfit}`)
    at = scan.end
  }
  return damaged('truncated', `JPEG without its end marker ends at byte ${bytes.length}`)
}

type ScanEnd = { readonly end: number } | { readonly finding: Finding }

/** Byte of the marker behind the entropy-coded bytes that begin at `from`. */
function scanEnd(bytes: Uint8Array, from: number, restarts: boolean, base: number): ScanEnd {
  let expected = 0xd0
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at)) {
    const next = bytes[at + 1]
    if (next === undefined) break
    if (next === 0x00) at += 2
    else if (next === 0xff) at += 1
    else if (next >= 0xd0 && next <= 0xd7) {
      if (!restarts || next !== expected) {
        return {
          finding: encrypted(`JPEG: restart marker FF${hex(next)} out of turn at byte ${at}`),
        }
      }
      expected = next === 0xd7 ? 0xd0 : next + 1
      at += 2
    } else {
      const hole = zeroSectors(bytes, from, at, base)
      if (hole >= 0)
        return { finding: damaged('truncated', `JPEG: sectors of zeros from byte ${hole}`) }
      return { end: at }
    }
  }
  return {
    finding: damaged('truncated', `JPEG scan without its end marker ends at byte ${bytes.length}`),
  }
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}
