/** Reads a connection application from the command line. */
import { isPlace, PLACE_IDS } from '../../model/codes/places.ts'
import { isAddressRange } from '../../server/access/addresses.ts'
import type { Application } from '../../server/access/terminals.ts'
import { type Language, WrongUse } from '../verb.ts'

/** @throws WrongUse that names the part which can't be used. */
export function readApplication(
  given: {
    readonly name: string
    readonly place?: string | undefined
    readonly allow: readonly string[]
  },
  language: Language,
): Pick<Application, 'name' | 'place' | 'addresses'> {
  const ja = language === 'ja'
  const { name, place, allow } = given
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) {
    throw new WrongUse(
      ja
        ? '端末の名前は、小文字の英字・数字・- で32文字までです（例: er-1）'
        : "a terminal's name is lower case letters, digits and - up to 32 characters (er-1)",
    )
  }
  if (place === undefined || !isPlace(place)) {
    throw new WrongUse(
      ja
        ? `--place は ${PLACE_IDS.join(' ')} のどれかです`
        : `--place is one of ${PLACE_IDS.join(' ')}`,
    )
  }
  const wrong = allow.find((each) => !isAddressRange(each))
  if (allow.length === 0 || wrong !== undefined) {
    throw new WrongUse(
      ja
        ? `--allow にアドレスか範囲を指定してください（例: 10.0.5.7、10.0.5.0/24）${wrong ?? ''}`
        : `--allow takes an address or a range (10.0.5.7, 10.0.5.0/24) ${wrong ?? ''}`.trim(),
    )
  }
  return { name, place, addresses: allow }
}
