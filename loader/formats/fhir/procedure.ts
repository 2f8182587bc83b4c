/** Procedure and Flag (FHIR R4). */
import { alertValue } from '../../../model/codes/alerts.ts'
import { noteLine } from '../../../model/codes/note-labels.ts'
import { isVoidStatus } from '../../../model/codes/result-words.ts'
import type { ObservationGroupRecord, ProcedureRecord } from '../../../model/records/results.ts'
import { sitesIn } from './body-site.ts'
import { furtherWords } from './extensions.ts'
import { list, obj, str } from './json.ts'
import { displaysIn, labelled, noteOf, reasonsIn } from './labelled-words.ts'
import type { Reading } from './reading.ts'

/** SNOMED CT surgical procedure; K codes of the Japanese fee schedule are operations. */
const SURGICAL = new Set(['387713003', '394576009'])
const ANESTHESIA = new Set(['399097000', '33100000'])
const OPERATION_CODE = /^K\d{3}/
const UNNAMED = { display: '名称なし', codings: [] }

export function readProcedure(reading: Reading): ProcedureRecord[] {
  const { resource, patientId } = reading
  const name = reading.concept(resource.code) ?? UNNAMED
  const period = obj(resource.performedPeriod)
  const start = resource.performedDateTime ?? period?.start
  const said = str(resource.performedString)
  const words = [
    labelled(reading, '部位', sitesIn(resource.bodySite, reading)),
    labelled(reading, '結果', [resource.outcome]),
    labelled(reading, '合併症', [
      ...list(resource.complication),
      ...displaysIn(resource.complicationDetail),
    ]),
    labelled(reading, '状態の理由', [resource.statusReason]),
    labelled(reading, '理由', reasonsIn(resource)),
    labelled(reading, 'その後', list(resource.followUp)),
    labelled(reading, '使用', [
      ...list(resource.usedCode),
      ...displaysIn(resource.usedReference),
      ...displaysIn(list(resource.focalDevice).map(({ manipulated }) => manipulated)),
    ]),
    labelled(reading, '場所', displaysIn([resource.location])),
    othersText(reading),
    furtherWords(resource, reading),
    reading.notes(resource.note),
  ]
  return [
    {
      kind: 'procedure',
      patientId,
      category: categoryOf(reading),
      name,
      startAt: reading.time(start, 'performed') ?? (said === '' ? null : { text: said, at: null }),
      endAt: reading.time(period?.end, 'performedPeriod.end'),
      status: str(resource.status),
      performer: reading.staff(list(resource.performer)[0]?.actor),
      department: reading.department(),
      note: noteOf(words),
      documentKey: '',
    },
  ]
}

/** Who took part besides the first, each with what they did. */
function othersText(reading: Reading): string {
  const others = list(reading.resource.performer).slice(1)
  const words = others.map(({ actor, function: part }) => {
    const name = reading.staff(actor)?.name ?? ''
    const did = reading.concept(part)?.display ?? ''
    return did === '' || name === '' ? name || did : `${name}（${did}）`
  })
  return noteLine('ほかの実施者', words.filter((word) => word !== '').join('、'))
}

function categoryOf(reading: Reading): ProcedureRecord['category'] {
  const { resource } = reading
  const kinds = list(obj(resource.category)?.coding)
  if (kinds.some(({ code }) => ANESTHESIA.has(str(code)))) return 'anesthesia'
  const isOperation =
    kinds.some(({ code }) => SURGICAL.has(str(code))) ||
    list(obj(resource.code)?.coding).some(({ code }) => OPERATION_CODE.test(str(code)))
  return isOperation ? 'operation' : 'other'
}

/** An alert: what it warns of is the item, whether it still holds is its value. */
export function readFlag(reading: Reading): ObservationGroupRecord[] {
  const { resource, patientId } = reading
  const period = obj(resource.period)
  const since = reading.time(period?.start, 'Flag.period.start')
  const said = str(resource.status)
  // Whether it holds is its value; of the other statuses only one in error says something of the record itself.
  const status = isVoidStatus(said) ? said : ''
  return [
    {
      kind: 'observationGroup',
      patientId,
      category: 'other',
      orderNo: str(resource.id),
      specimenId: '',
      specimen: null,
      site: null,
      panel: reading.concept(list(resource.category)[0]) ?? reading.values.text('アラート'),
      collectedAt: since,
      reportedAt: null,
      status,
      parent: '',
      department: null,
      doctor: reading.staff(resource.author),
      note: '',
      results: [
        {
          item: reading.concept(resource.code) ?? UNNAMED,
          subId: '',
          text: alertValue(said, str(period?.end)),
          number: null,
          comparator: '',
          unit: null,
          range: '',
          flag: '',
          status,
          observedAt: since,
          note: '',
          method: null,
        },
      ],
    },
  ]
}
