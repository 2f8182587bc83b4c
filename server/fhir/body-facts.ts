/**
 * Blood type, height and weight of the patient master as FHIR R4 Observations: R4's Patient has no place for them. The master does not
 * say by whom they were found, nor, of most, when, so their status is unknown. Where the chart took them out of a result
 * (loader/writer/body-facts.ts), that result is given and nothing beside it.
 */
import type { Observation } from '@medplum/fhirtypes'
import { readAllergies } from '../charts/allergies.ts'
import { readBanner } from '../charts/banner.ts'
import type { Measurement } from '../charts/measurements.ts'
import { amountOf } from './amounts.ts'
import { type FhirChart, type Lazy, metaOf, subjectOf } from './chart.ts'
import { dateTimeOf } from './datatypes.ts'

const LOINC = 'http://loinc.org'
const BLOOD_NOTE =
  '患者基本情報による。いつ誰が調べたかは不明。輸血前に必ず再検査 / from the patient master; when and by whom is unknown; test again before a transfusion'
const UNDATED_NOTE =
  '患者基本情報による。測定日・測定者は不明 / from the patient master; when and by whom is unknown'
const DATED_NOTE = '患者基本情報による。測定者は不明 / from the patient master; by whom is unknown'

/** @param measured every result of the chart */
export function bodyFacts(chart: FhirChart, measured: readonly Measurement[]): Lazy<Observation>[] {
  const { generation, patient, naming } = chart
  const { allergyState } = readAllergies(generation, patient)
  const { bloodAbo, bloodRh, height, weight } = readBanner(generation, patient, allergyState)
  const facts = [
    {
      local: 'blood-abo',
      code: '883-9',
      name: '血液型 ABO / ABO group',
      value: bloodAbo,
      at: null,
    },
    { local: 'blood-rh', code: '10331-7', name: '血液型 Rh / Rh type', value: bloodRh, at: null },
    {
      local: 'height',
      code: '8302-2',
      name: '身長 / body height',
      value: height.text,
      at: height.at,
    },
    {
      local: 'weight',
      code: '29463-7',
      name: '体重 / body weight',
      value: weight.text,
      at: weight.at,
    },
  ]
  return facts
    .filter(({ code, value }) => value !== '' && !isMeasured(measured, code, value))
    .map(({ local, code, name, value, at }) => {
      const id = naming.id('Observation', `${local}-${generation.seal(local, patient.row)}`)
      const quantity = amountOf(value)
      const effective = dateTimeOf({ at, text: '' })
      const measureNote = effective === undefined ? UNDATED_NOTE : DATED_NOTE
      const make = (): Observation => ({
        resourceType: 'Observation',
        id,
        meta: metaOf(chart),
        status: 'unknown',
        code: { coding: [{ system: LOINC, code }], text: name },
        subject: subjectOf(chart),
        ...(effective === undefined ? {} : { effectiveDateTime: effective }),
        ...(quantity === null ? { valueString: value } : { valueQuantity: quantity }),
        note: [{ text: local.startsWith('blood') ? BLOOD_NOTE : measureNote }],
      })
      return { id, make }
    })
}

/** 882-1, ABO and Rh in one, stands whole where the chart has the ABO group. */
const BOTH = '882-1'

function isMeasured(measured: readonly Measurement[], code: string, value: string): boolean {
  return measured.some(
    ({ item, unit, result }) =>
      [result.text, `${result.text}${unit?.display ?? ''}`].includes(value) &&
      item?.codings.some(([own]) => own === code || (own === BOTH && code === '883-9')) === true,
  )
}
