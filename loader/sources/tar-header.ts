/**
 * Headers of tar archives: ustar and pax (POSIX.1-2017, pax, "ustar Interchange Format" and "pax Interchange Format"), GNU long names
 * and base-256 numbers (GNU tar manual, "Basic Tar Format").
 */

export const BLOCK = 512

export interface TarHeader {
  readonly name: Uint8Array
  readonly linkName: Uint8Array
  readonly size: number
  /** Milliseconds since 1970, UTC. */
  readonly modifiedAt: number
  /** One character; `0` for a regular file. */
  readonly type: string
}

/** Extended headers that hold for the next entry (or, `g`, for all that follow). */
export interface Extensions {
  name?: Uint8Array
  linkName?: Uint8Array
  size?: number
  modifiedAt?: number
  isSparse?: boolean
}

export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0)
}

/** Null when the block is no header: its checksum is wrong. Reads what it says, not whether it is sensible. */
export function parseHeader(block: Uint8Array): TarHeader | null {
  if (!isChecksumRight(block)) return null
  const isPosix = latin1(block.subarray(257, 263)) === 'ustar\0'
  const prefix = isPosix ? untilNul(block.subarray(345, 500)) : new Uint8Array(0)
  const name = untilNul(block.subarray(0, 100))
  const size = number(block.subarray(124, 136))
  if (!Number.isSafeInteger(size) || size < 0) return null
  const type = String.fromCharCode(block[156] ?? 0)
  return {
    name: prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]),
    linkName: untilNul(block.subarray(157, 257)),
    size,
    modifiedAt: toMilliseconds(number(block.subarray(136, 148))),
    type: type === '\0' || type === '7' ? '0' : type,
  }
}

/** The records `length key=value\n` of a pax header; what cannot be read ends the list. */
export function parsePax(bytes: Uint8Array): Extensions {
  const found: Extensions = {}
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at)
    const length = space < 0 ? 0 : Number(latin1(bytes.subarray(at, space)))
    if (!Number.isInteger(length) || length <= space - at + 1 || at + length > bytes.length) break
    const equals = bytes.indexOf(0x3d, space)
    if (equals < 0 || equals >= at + length) break
    const value = Uint8Array.from(bytes.subarray(equals + 1, at + length - 1))
    setPax(found, latin1(bytes.subarray(space + 1, equals)), value)
    at += length
  }
  return found
}

function setPax(found: Extensions, key: string, value: Uint8Array): void {
  if (key === 'path') found.name = value
  else if (key === 'linkpath') found.linkName = value
  else if (key === 'mtime') found.modifiedAt = toMilliseconds(Number(latin1(value)))
  else if (key === 'size') {
    const size = Number(latin1(value))
    if (Number.isSafeInteger(size) && size >= 0) found.size = size
  } else if (key.startsWith('GNU.sparse.')) found.isSparse = true
}

/** Sum of all bytes, with the checksum's own as spaces; some old writers summed signed bytes. */
function isChecksumRight(block: Uint8Array): boolean {
  const stated = number(block.subarray(148, 156))
  let unsigned = 8 * 0x20
  let signed = unsigned
  for (let i = 0; i < BLOCK; i++) {
    if (i >= 148 && i < 156) continue
    const byte = block[i] ?? 0
    unsigned += byte
    signed += byte > 127 ? byte - 256 : byte
  }
  return stated === unsigned || stated === signed
}

/** Octal digits, or, with the first bit set, base-256. NaN for anything else. */
function number(field: Uint8Array): number {
  const first = field[0] ?? 0
  if (first === 0x80 || first === 0xff) {
    let value = first === 0xff ? -1 : 0
    for (const byte of field.subarray(1)) value = value * 256 + byte
    return value
  }
  const digits = latin1(untilNul(field)).trim()
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : Number.NaN
}

/** 0 for what is no time that a Date can hold (ECMA-262, 21.4.1.1). */
function toMilliseconds(seconds: number): number {
  return Math.abs(seconds) <= 8.64e12 ? seconds * 1000 : 0
}

function untilNul(field: Uint8Array): Uint8Array {
  const end = field.indexOf(0)
  return Uint8Array.from(end < 0 ? field : field.subarray(0, end))
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
