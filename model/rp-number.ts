/**
 * The Rp of a group number. SS-MIX2 1.2g writes ORC-4 as order_Rp_drug (`261026000040515_01_002` → `01`), older ones
 * as the Rp alone; anything else is a group of its own.
 */
export function rpNumber(group: string): string {
  return /^.+_(\d+)_\d+$/.exec(group)?.[1] ?? group
}
