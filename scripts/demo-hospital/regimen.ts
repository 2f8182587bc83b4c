/** Short forms in which the courses write prescriptions. */
import type { Minute } from './calendar.ts'
import { drug } from './drugs.ts'
import type { DrugDose, RpGroup } from './events.ts'
import { USAGES, type UsageKey } from './usages.ts'

/**
 * One Rp: `rp(at, 'breakfast', 28, 'amlodipine 1', 'candesartan 1')`; the number is what is taken in a day,
 * for as-needed and external drugs what is used at one time.
 */
export function rp(
  start: Minute,
  usageKey: UsageKey,
  days: number,
  ...drugs: readonly string[]
): RpGroup {
  const usage = USAGES[usageKey]
  return { usage, days, start, note: '', drugs: drugs.map((text) => doseOf(text, usage.times)) }
}

export function withNote(group: RpGroup, note: string): RpGroup {
  return { ...group, note }
}

function doseOf(text: string, times: number): DrugDose {
  const [key = '', amount = ''] = text.split(' ')
  const found = drug(key)
  if (amount === '') return { drug: found, dose: '', perDay: '' }
  if (times === 0) return { drug: found, dose: amount, perDay: '' }
  const dose = Math.round((Number(amount) / times) * 1000) / 1000
  return { drug: found, dose: String(dose), perDay: amount }
}
