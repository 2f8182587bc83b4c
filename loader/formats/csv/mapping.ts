/**
 * The mapping file of a departmental export (`sansho-mapping.yaml` in its folder): which file is a table of what, which column is
 * what. Faults are values, with line and column of the mapping file.
 */
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml'
import type { z } from 'zod'
import { type Fault, faultsOfTables } from './mapping-faults.ts'
import { Mapping } from './mapping-schema.ts'
import { MAPPING_WORDS, schemaFault, unreadable, yamlFault } from './mapping-words.ts'
import type { Words } from './words.ts'

export interface Place {
  /** From 1. */
  readonly line: number
  readonly column: number
}

export interface MappingFault extends Place {
  /** What is wrong, and what is to be done. */
  readonly said: Words
}

export type MappingRead = Mapping | { readonly faults: readonly MappingFault[] }

/** @param text of the mapping file. @returns the mapping, or everything that is wrong with it. Never throws. */
export function readMapping(text: string): MappingRead {
  try {
    return read(text)
  } catch (error) {
    // Nested deeper than the reader's stack.
    const said = error instanceof Error ? error.message : String(error)
    return { faults: [{ line: 1, column: 1, said: unreadable(said) }] }
  }
}

/** Where a setting stands in a mapping that was read without a fault. */
export function placeIn(text: string, path: readonly PropertyKey[]): Place {
  const lines = new LineCounter()
  const document = parse(text, lines)
  return placeOfOffset(lines, offsetOf(document.contents, path))
}

function read(text: string): MappingRead {
  const lines = new LineCounter()
  const at = (offset: number) => placeOfOffset(lines, offset)
  const document = parse(text, lines)
  const foreign = text.indexOf('\ufffd')
  if (foreign >= 0) return { faults: [{ ...at(foreign), said: MAPPING_WORDS.notUtf8 }] }
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({
      ...at(error.pos[0]),
      said: yamlFault(error, lineAt(text, error.pos[0])),
    }))
    return { faults: faults.slice(0, 1) }
  }
  const aliases: MappingFault[] = []
  visit(document, {
    Alias: (_, { range }) =>
      void aliases.push({ ...at(range?.[0] ?? 0), said: MAPPING_WORDS.alias }),
    Scalar: (_, scalar) => asWritten(scalar),
  })
  if (aliases.length > 0) return { faults: aliases }
  if (document.contents === null) return { faults: [{ ...at(0), said: MAPPING_WORDS.empty }] }
  const checked = Mapping.safeParse(document.toJS(), { reportInput: true })
  const placed = ({ path, said }: Fault) => ({ ...at(offsetOf(document.contents, path)), said })
  if (!checked.success) {
    return {
      faults: checked.error.issues.map((issue) =>
        placed({ path: placeOf(issue), said: schemaFault(issue) }),
      ),
    }
  }
  const faults = faultsOfTables(checked.data.tables).map(placed)
  return faults.length > 0 ? { faults } : checked.data
}

function parse(text: string, lineCounter: LineCounter): Document {
  return parseDocument(text, { lineCounter, strict: true, merge: false, logLevel: 'error' })
}

/** A code as `01` is no number, and `true` may be what an export writes. */
function asWritten(scalar: Scalar): void {
  const { value, source } = scalar
  if (typeof value === 'number' && source !== undefined && String(value) !== source) {
    scalar.value = source
  }
}

function placeOfOffset(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

function lineAt(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1).split(/\r?\n/, 1)[0] ?? ''
}

/** A name that is not known stands within what the issue is about. */
function placeOf(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  return issue.code === 'unrecognized_keys'
    ? [...issue.path, ...issue.keys.slice(0, 1)]
    : issue.path
}

/** Where the innermost part of the path that is there stands. */
function offsetOf(contents: unknown, path: readonly PropertyKey[]): number {
  let node = contents as Node | null
  let offset = node?.range?.[0] ?? 0
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (pair === undefined) break
      offset = (pair.key as Node).range?.[0] ?? offset
      node = (pair.value as Node | null) ?? null
    } else if (isSeq(node) && typeof step === 'number') {
      node = (node.items[step] as Node | null) ?? null
      offset = node?.range?.[0] ?? offset
    } else break
  }
  return offset
}
