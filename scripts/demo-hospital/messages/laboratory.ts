/** OML-01 (OML^O33) and OML-11 (OUL^R22): laboratory orders and results. SS-MIX2 standardized storage 1.2, HL7 v2.5 ch. 4, 7. */
import { hl7Minute, hl7Second } from '../calendar.ts'
import type { LabOrder, LabReport, LabResult, Person } from '../events.ts'
import { DEPARTMENTS } from '../hospital.ts'
import { type LabItem, PANELS, type PanelKey, SPECIMENS, type Specimen } from '../lab-items.ts'
import type { Filed } from './filing.ts'
import { composite, message, segment } from './hl7.ts'
import { doctorName, msh, orc, pid, pv1 } from './segments.ts'

export function labOrderMessage(person: Person, event: LabOrder): Filed {
  const { control, orderNo, orderedAt: at, setting } = event
  const segments = [
    msh({ event: 'OML^O33', structure: 'OML_O33' }, event.sentAt, person),
    pid(person),
    pv1(setting),
  ]
  specimensOf(event.items).forEach((specimen, s) => {
    segments.push(spm(s, '', specimen, event.collectAt))
    const items = event.items.filter((item) => item.specimen === specimen)
    for (const panel of panelsOf(items)) {
      segments.push(
        orc({ control, orderNo, at, setting }),
        segment('OBR', { 1: '1', 2: orderNo, 4: panelCode(panel), 16: doctorName(setting.doctor) }),
      )
      items
        .filter((item) => item.panel === panel)
        .forEach((item, i) => {
          segments.push(segment('OBX', { 1: String(i + 1), 3: itemCode(item), 11: 'O' }))
        })
    }
  })
  return {
    type: 'OML-01',
    date: event.orderedAt,
    orderNo,
    sentAt: event.sentAt,
    department: DEPARTMENTS[setting.department].code,
    flag: event.flag,
    text: message(segments),
  }
}

export function labReportMessage(person: Person, event: LabReport): Filed {
  const { orderNo, setting } = event
  const segments = [
    msh({ event: 'OUL^R22', structure: 'OUL_R22' }, event.sentAt, person),
    pid(person),
    pv1(setting),
  ]
  const items = event.results.map((result) => result.item)
  specimensOf(items).forEach((specimen, s) => {
    segments.push(spm(s, `${orderNo}${s + 1}`.slice(-15), specimen, event.collectedAt))
    const inSpecimen = event.results.filter((result) => result.item.specimen === specimen)
    for (const panel of panelsOf(inSpecimen.map((result) => result.item))) {
      const results = inSpecimen.filter((result) => result.item.panel === panel)
      segments.push(...panelSegments(event, panel, results))
    }
  })
  return {
    type: 'OML-11',
    date: event.collectedAt,
    orderNo,
    sentAt: event.sentAt,
    department: DEPARTMENTS[setting.department].code,
    flag: event.flag,
    text: message(segments),
  }
}

function panelSegments(event: LabReport, panel: PanelKey, results: readonly LabResult[]): string[] {
  const { orderNo, setting, reportedAt: at } = event
  const collected = hl7Minute(event.collectedAt)
  const preliminary = results.some((result) => result.status === 'P')
  const corrected = results.some((result) => result.status === 'C')
  return [
    segment('OBR', {
      1: '1',
      2: orderNo,
      4: panelCode(panel),
      7: collected,
      16: doctorName(setting.doctor),
      22: hl7Second(at),
      25: preliminary ? 'P' : corrected ? 'C' : 'F',
    }),
    orc({ control: 'SC', orderNo, status: preliminary ? 'A' : 'CM', at, setting }),
    ...results.map((result, i) => obx(result, i, collected)),
  ]
}

function obx(result: LabResult, index: number, collected: string): string {
  const { item } = result
  const isNumber = item.range !== null && /^[\d.]+$/.test(result.value)
  return segment('OBX', {
    1: String(index + 1),
    2: isNumber ? 'NM' : 'ST',
    3: itemCode(item),
    5: composite(result.value),
    6: item.unit ? composite(item.unitCode, item.unit, 'ISO+') : '',
    7: composite(result.range),
    8: result.flag,
    11: result.status,
    14: collected,
  })
}

/** OBX-3: JLAC10 and local code, in either order, or the local code alone. */
export function itemCode(item: LabItem): string {
  const local = [item.localCode, item.localName, '99LAB']
  const standard = [item.jlac10, item.name, 'JC10']
  if (item.naming === 'local-only') return composite(...local)
  return item.naming === 'local-first'
    ? composite(...local, ...standard)
    : composite(...standard, ...local)
}

function panelCode(panel: PanelKey): string {
  return composite(PANELS[panel].code, PANELS[panel].name, '99PNL')
}

function spm(index: number, id: string, specimen: Specimen, collectedAt: number): string {
  const { code, name } = SPECIMENS[specimen]
  return segment('SPM', {
    1: String(index + 1),
    2: id,
    4: composite(code, name, 'JC10'),
    17: hl7Minute(collectedAt),
  })
}

function specimensOf(items: readonly LabItem[]): Specimen[] {
  return [...new Set(items.map((item) => item.specimen))]
}

function panelsOf(items: readonly LabItem[]): PanelKey[] {
  return [...new Set(items.map((item) => item.panel))]
}
