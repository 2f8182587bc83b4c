/** A packet: the chosen parts of a chart, one after another, as one sheet. */

import type { PrintPart, PrintPreset } from '../../../model/codes/print-forms.ts'
import { PRINT_PART_WORDS, PRINT_PRESET_WORDS } from '../../../model/codes/print-forms.ts'
import { gapBlocks, partTitle } from '../blocks.tsx'
import { type Block, chartProvenance, type Sheet } from '../sheet.ts'
import type { Speech } from '../words.ts'
import { gapListBlocks } from './gap-list-part.tsx'
import { identityBlocks } from './identity-part.tsx'
import { labBlocks } from './labs-part.tsx'
import { dischargeBlocks, imagingBlocks, operationBlocks } from './last-documents-part.tsx'
import { medicineBlocks } from './medicines-part.tsx'
import { noteBlocks } from './notes-part.tsx'
import { problemBlocks } from './problems-part.tsx'
import type { PacketFacts } from './read-packet.ts'
import { vitalBlocks } from './vitals-part.tsx'

type PartBlocks = (speech: Speech, facts: PacketFacts) => Block[]

const PARTS: Record<PrintPart, PartBlocks> = {
  identity: identityBlocks,
  medications: medicineBlocks,
  problems: problemBlocks,
  labs: labBlocks,
  vitals: vitalBlocks,
  imaging: imagingBlocks,
  operation: operationBlocks,
  discharge: dischargeBlocks,
  notes: noteBlocks,
  gaps: gapListBlocks,
}

/** @param parts in printing order */
export function packetSheet(
  speech: Speech,
  facts: PacketFacts,
  { preset, parts }: { preset: PrintPreset; parts: readonly PrintPart[] },
): Sheet {
  const { summary } = facts
  const { print, language } = speech
  return {
    subject: summary.banner,
    provenance: chartProvenance(summary),
    title: print.packetTitle(PRINT_PRESET_WORDS[preset][language]),
    content: {
      kind: 'flow',
      blocks: [
        ...parts.flatMap((part) => PARTS[part](speech, facts)),
        ...unplacedGaps(speech, facts, parts),
      ],
    },
  }
}

/** Gaps of areas that no printed part speaks of are said all the same. */
function unplacedGaps(
  speech: Speech,
  { summary }: PacketFacts,
  parts: readonly PrintPart[],
): Block[] {
  if (parts.includes('gaps') || summary.patientGaps.length === 0) return []
  return [
    partTitle(PRINT_PART_WORDS.gaps[speech.language]),
    ...gapBlocks(speech, summary.patientGaps, [
      ...new Set(summary.patientGaps.map((gap) => gap.area)),
    ]),
  ]
}
