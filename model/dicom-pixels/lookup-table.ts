/** Lookup tables of the Modality and VOI LUT sequences (PS3.3 C.11.1, C.11.2): a descriptor and its data. */
import type { DataSet } from 'dicom-parser'
import { bytesOf, words } from './element-values.ts'

export interface LookupTable {
  /** Stored value that the first entry stands for; lower ones read it too. */
  readonly first: number
  readonly entries: Uint16Array
  /** Bits of an entry. */
  readonly bits: number
}

/** The table of one sequence item; null when it has none that can be read. */
export function readLookupTable(item: DataSet | undefined, signed: boolean): LookupTable | null {
  if (item?.elements.x00283006 === undefined) return null
  const descriptor = words(item, 'x00283002')
  if (descriptor.length < 3) return null
  return {
    first: signedWord(descriptor[1] ?? 0, signed),
    entries: tableEntries(item, 'x00283006', descriptor),
    bits: descriptor[2] ?? 16,
  }
}

/** Entries by the descriptor: 0 stands for 65536; entries of 8 bits may be packed two to a word (C.11.1.1.1). */
export function tableEntries(item: DataSet, tag: string, descriptor: Uint16Array): Uint16Array {
  const count = descriptor[0] === 0 ? 65536 : (descriptor[0] ?? 0)
  const length = item.elements[tag]?.length ?? 0
  const isPacked = (descriptor[2] ?? 16) <= 8 && length < count * 2
  const entries = isPacked ? Uint16Array.from(bytesOf(item, tag)) : words(item, tag)
  return entries.subarray(0, count)
}

/** The second descriptor value has the sign of the pixels, whatever VR it was written with. */
export function signedWord(word: number, signed: boolean): number {
  return signed && word >= 0x8000 ? word - 0x10000 : word
}

/** The entry of a value: beyond either end, the last one there. */
export function lookUp(table: LookupTable, value: number): number {
  const last = table.entries.length - 1
  const index = Math.min(last, Math.max(0, Math.round(value) - table.first))
  return table.entries[index] ?? 0
}
