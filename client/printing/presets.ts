/** Which parts each preset prints. Identity with allergies is on every packet. */
import { PRINT_PARTS, type PrintPart, type PrintPreset } from '../../model/codes/print-forms.ts'

export type FixedPreset = Exclude<PrintPreset, 'custom'>

/** In the order of their buttons. */
export const PRESET_PARTS: Readonly<Record<FixedPreset, readonly PrintPart[]>> = {
  er: ['identity', 'medications', 'problems', 'labs', 'imaging', 'discharge', 'gaps'],
  or: ['identity', 'medications', 'problems', 'labs', 'imaging', 'operation', 'gaps'],
  ward: ['identity', 'medications', 'problems', 'labs', 'vitals', 'notes', 'gaps'],
  transfer: PRINT_PARTS,
}

/** In printing order, with the part that is never left out. */
export function inPrintOrder(chosen: ReadonlySet<PrintPart>): PrintPart[] {
  return PRINT_PARTS.filter((part) => part === 'identity' || chosen.has(part))
}
