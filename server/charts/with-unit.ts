import type { Generation } from '../generations/open-generation.ts'

/** Amount and unit with a space between (ISMP 2019): `3 錠`. */
export function withUnit(generation: Generation, amount: string, unitId: number | null): string {
  return [amount, generation.display(unitId)].filter((part) => part !== '').join(' ')
}
