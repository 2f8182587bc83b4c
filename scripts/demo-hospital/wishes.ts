/** Persons as they are asked for by name: `姓 名 カナ姓 カナ名`. */
import { minuteOf } from './calendar.ts'
import type { Name } from './names.ts'
import type { PersonWish } from './people.ts'

export function man(text: string, year: number, month: number, day: number): PersonWish {
  return { sex: 'M', name: nameOf(text), birth: minuteOf(year, month, day) }
}

export function woman(text: string, year: number, month: number, day: number): PersonWish {
  return { sex: 'F', name: nameOf(text), birth: minuteOf(year, month, day) }
}

export function nameOf(text: string): Name {
  const [family = '', given = '', familyKana = '', givenKana = ''] = text.split(' ')
  return { family, given, familyKana, givenKana }
}
