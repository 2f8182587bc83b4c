/** The in-patients at as-of by department or by attending doctor. */
import type { GroupedList, ListedPatient, ListGroup } from '../../model/api/lists.ts'
import type { Generation } from '../generations/open-generation.ts'
import { statement } from '../generations/statement.ts'
import { groupKey } from './group-key.ts'
import type { IsRestricted } from './listed-facts.ts'
import { type ListedEncounter, listedPatients } from './listed-patients.ts'

/** Key of the in-patients of whom the backup names no department, or no doctor. */
const NOBODY = 'none'

const IN_PATIENTS = statement<
  ListedEncounter & { departmentId: number | null; doctorCode: string | null }
>(`
  SELECT patient AS row, start_at AS at, '' AS title, department_id AS departmentId,
    attending_id AS attendingId, CASE s.code WHEN '' THEN s.name ELSE s.code END AS doctorCode
  FROM encounter LEFT JOIN staff s ON s.id = attending_id
  WHERE status IN ('in-progress', 'on-leave') AND class = 'inpatient'
  ORDER BY ward_id, room, bed, patient`)

interface Group extends ListGroup {
  readonly encounters: ListedEncounter[]
}

/** Groups that have in-patients, by name; those of whom nothing is known come last. */
export function readGroups(generation: Generation, list: GroupedList): ListGroup[] {
  return groupsOf(generation, list).map(({ encounters: _, ...group }) => group)
}

/** The in-patients of one group by ward, room and bed; null for an unknown key. */
export function readGroup(
  generation: Generation,
  list: GroupedList,
  key: string,
  isRestricted: IsRestricted,
): { name: string; patients: ListedPatient[] } | null {
  const group = groupsOf(generation, list).find((each) => each.group === key)
  if (group === undefined) return null
  return { name: group.name, patients: listedPatients(generation, group.encounters, isRestricted) }
}

function groupsOf(generation: Generation, list: GroupedList): Group[] {
  const groups = new Map<string, Group>()
  for (const encounter of generation.all(IN_PATIENTS)) {
    const { code, name } =
      list === 'department'
        ? departmentOf(generation, encounter.departmentId)
        : { code: encounter.doctorCode ?? '', name: generation.staff(encounter.attendingId) }
    const key = code === '' ? NOBODY : groupKey(code)
    const group = groups.get(key) ?? { group: key, name: '', code, inpatients: 0, encounters: [] }
    groups.set(key, {
      ...group,
      // A code that stands for a name gives way to the name.
      name: group.name === '' || group.name === code ? name : group.name,
      inpatients: group.inpatients + 1,
      encounters: [...group.encounters, encounter],
    })
  }
  const isLast = (group: Group) => Number(group.group === NOBODY)
  return [...groups.values()].sort(
    (a, b) => isLast(a) - isLast(b) || a.name.localeCompare(b.name, 'ja', { numeric: true }),
  )
}

/** A department may be written by several terms (code alone, code with name): its code makes it one. */
function departmentOf(generation: Generation, id: number | null): { code: string; name: string } {
  const term = generation.term(id)
  return { code: term?.code || term?.display || '', name: generation.department(id) }
}
