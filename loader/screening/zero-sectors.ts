const SECTOR = 512

/**
 * Where compressed bytes are a run of zeros that begins and ends on sector boundaries of the file: what a failed disk leaves. Flat image areas can be
 * zeros as well, but do not keep to sectors.
 * @param base where `bytes` begin in their file.
 * @returns byte of `bytes`; -1 = nowhere.
 */
export function zeroSectors(bytes: Uint8Array, from: number, to: number, base: number): number {
  const first = Math.ceil((from + base) / SECTOR) * SECTOR - base
  for (let at = first; at + SECTOR <= to; at += SECTOR) {
    if (bytes[at] !== 0 || bytes[at + SECTOR - 1] !== 0 || bytes[at + 255] !== 0) continue
    let end = at
    while (end < to && bytes[end] === 0) end++
    if (end - at >= SECTOR && (end + base) % SECTOR === 0 && bytes[at - 1] !== 0) return at
    at += Math.max(0, Math.floor((end - at) / SECTOR) - 1) * SECTOR
  }
  return -1
}
