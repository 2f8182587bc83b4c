/** What others' data becomes when it goes out as FHIR R4: every resource of every patient is one that HL7's definitions allow. */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { refOfRow } from '../../server/charts/patient.ts'
import { doorNaming, type FhirChart } from '../../server/fhir/chart.ts'
import { outcomeOf } from '../../server/fhir/gaps.ts'
import { patientResource } from '../../server/fhir/patient.ts'
import { CHART_TYPES, resourcesOf } from '../../server/fhir/resources.ts'
import { type Generation, openGeneration } from '../../server/generations/open-generation.ts'
import { sansho, temporaryFolder } from '../loader/load/medium.ts'
import { faultsOf } from '../server/fhir/r4-validator.ts'

const DATA = new URL('../../../shared/data/', import.meta.url).pathname
const MEDIA = [
  'fhir/jp_clinosim_A',
  'fhir/synthea2025_bulk10',
  'fhir/hl7_r4_spec_examples',
  'fhir/ccda_hl7',
  'ssmix2/twins-20-lf.tar.gz',
]
/** Of each patient: enough for every shape that a set has. */
const OF_A_TYPE = 200

const work = temporaryFolder()
afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

function* resourcesIn(generation: Generation) {
  const rows = generation.all<{ row: number }>({
    sql: 'SELECT id AS row FROM patient WHERE merged_into IS NULL LIMIT 40',
  })
  for (const { row } of rows) {
    const patient = refOfRow(generation, row)
    if (patient === null) continue
    const naming = doorNaming('a'.repeat(32))
    const chart: FhirChart = { generation, patient, naming, restricted: false }
    yield patientResource(chart)
    for (const type of CHART_TYPES) {
      yield outcomeOf(chart, type)
      for (const { make } of resourcesOf(chart, type).slice(0, OF_A_TYPE)) yield make()
    }
  }
}

for (const medium of MEDIA) {
  test.skipIf(!fs.existsSync(path.join(DATA, medium)))(
    `${medium}: what goes out is valid R4`,
    () => {
      const data = path.join(work, path.basename(medium))
      const outcome = sansho('load', path.join(DATA, medium), '--data', data)
      expect([0, 3]).toContain(outcome.code)
      const current = fs.realpathSync(path.join(data, 'generations/current'))
      const generation = openGeneration(current)
      const faults: string[] = []
      let judged = 0
      for (const resource of resourcesIn(generation)) {
        faults.push(...faultsOf(JSON.parse(JSON.stringify(resource))))
        judged += 1
      }
      generation.close()
      expect(faults.slice(0, 10)).toEqual([])
      expect(judged).toBeGreaterThan(50)
    },
    120_000,
  )
}
