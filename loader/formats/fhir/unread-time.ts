/** A time that the sender's source wrote and nobody understood: this product hands it over beside the element that it leaves out. */
import { SOURCE_TEXT } from '../../../model/codes/sansho-systems.ts'
import type { ClinicalTime } from '../../../model/records/values.ts'
import { list, obj, str } from './json.ts'

/** @param companion `_name` of the element `name` */
export function unreadTime(companion: unknown): ClinicalTime | null {
  const said = list(obj(companion)?.extension).find(({ url }) => url === SOURCE_TEXT)
  return said === undefined ? null : { text: str(said.valueString), at: null }
}
