/** How a patient's sex, birth date and place are written everywhere. */
import type { Time } from '../../model/api/common.ts'
import type { PatientRow } from '../../model/api/patients.ts'
import { SEX_WORDS } from '../../model/codes/chart-words.ts'
import { useWords } from '../language/language.tsx'
import { ClinicalTime } from './clinical-time.tsx'
import { formatEraYear } from './dates.ts'

/** Spelt out, never a letter alone. */
export function Sex({ sex }: { sex: string }) {
  const { code } = useWords()
  return <span className={sex === '' ? 'unknown' : undefined}>{code(SEX_WORDS, sex)}</span>
}

/** `1970/01/01（昭和45年）`. */
export function BirthDate({ time }: { time: Time }) {
  const { language, words } = useWords()
  const era = time.at === null ? '' : formatEraYear(time.at, language)
  return (
    <span className="time">
      <ClinicalTime time={time} to="day" />
      {era !== '' && words.inBrackets(era)}
    </span>
  )
}

/** Whole years at the date of the data. */
export function Age({ age }: { age: number | null }) {
  const { words } = useWords()
  if (age === null) return <span className="unknown">{words.ageUnknown}</span>
  return <span className="time">{words.age(age)}</span>
}

/** `東3病棟 305-2`; what is not known of it is not written, all unknown = ''. */
export function placeText(place: Pick<PatientRow, 'ward' | 'room' | 'bed'>): string {
  const bed = [place.room, place.bed].filter((each) => each !== '').join('-')
  return [place.ward, bed].filter((each) => each !== '').join(' ')
}
