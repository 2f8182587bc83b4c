/** A chart of an EHR's archive and its laboratory's own table: each result once with both named, and where they contradict, both. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { labSegments, sansho, temporaryFolder, writeMessage } from '../loader/load/medium.ts'
import { PASSWORD, type Served, serve, USER } from './hospital.ts'
import { openBrowser, openChart, openTerminal, signIn } from './terminal.ts'

const PATIENT = '0000000001'
const SHOTS = 'test-results/two-sources'
let browser: Browser
let server: Served
beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  const work = temporaryFolder()
  const [ehr, lab, data] = ['ehr', 'lab', 'data'].map((name) => join(work, name)) as [
    string,
    string,
    string,
  ]
  writeMessage(ehr, { patientId: PATIENT, type: 'ADT-00', segments: ['PV1|1|O'] })
  for (const [value, day] of [
    ['1.3', '20220501'],
    ['1.5', '20220502'],
  ] as const) {
    const segments = labSegments(value).map((line) => line.replaceAll('20220501', day))
    const order = `00000000${day.slice(-7)}`
    writeMessage(ehr, { patientId: PATIENT, type: 'OML-11', date: day, order, segments })
  }
  mkdirSync(lab)
  writeFileSync(
    join(lab, 'sansho-mapping.yaml'),
    `sansho: 1
name: lab
tables:
  - files: "*.csv"
    kind: labs
    codeSystem: JC10
    columns: { patient: p, item: i, code: c, value: v, unit: u, range: r, flag: f, collected: t, specimen: s }
`,
  )
  const row = (value: string, day: number) =>
    `${PATIENT},CREATININE,3C015000002327101,${value},mg/dL,0.6-1.1,H,2022/5/${day} 9:00,SERUM`
  writeFileSync(
    join(lab, 'results.csv'),
    ['p,i,c,v,u,r,f,t,s', row('1.3', 1), row('5.1', 2)].join('\n'),
  )
  expect(sansho('load', `ehr=${ehr}`, `lab=${lab}`, '--data', data).code).toBe(0)
  const password = join(work, 'password')
  writeFileSync(password, `${PASSWORD}\n`)
  sansho('user', 'add', USER, '--display-name', '佐藤', '--data', data, '--password-file', password)
  server = await serve(data)
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

it('names both sources of a result, and hides neither of two that contradict', async () => {
  const { page, faults } = await openTerminal(browser, server.address)
  await signIn(page)
  await openChart(page, PATIENT)
  const recent = page.locator('.recent-labs')
  expect(await recent.innerText()).toMatch(/(1\.5.*≠.*lab.*5\.1)|(5\.1.*≠.*ehr.*1\.5)/s)
  await page.screenshot({ path: `${SHOTS}/summary.png` })
  await recent.locator('.link').first().click()
  const detail = page.locator('.item-detail')
  await detail.locator('tbody tr').first().waitFor()
  const values = await detail.locator('tbody tr').allInnerTexts()
  expect(values.filter((text) => /\d\.\d/.test(text) && text.includes('0.6-1.1'))).toHaveLength(3)
  expect(values.find((text) => text.includes('1.3'))).toMatch(
    /ehr（[^）]+時点）・lab（[^）]+時点）/,
  )
  expect(values.filter((text) => text.includes('≠'))).toHaveLength(2)
  expect(await page.locator('.cumulative .differs').count()).toBe(2)
  expect((await new AxeBuilder({ page }).include('.labs').analyze()).violations).toEqual([])
  await page.screenshot({ path: `${SHOTS}/labs.png` })
  expect(faults).toEqual([])
})
