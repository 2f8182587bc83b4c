/** Lines of the first screen, judged without a browser: what is said of an infection besides the newest result, and what is planned. */
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { EarlierPositive } from '../../client/chart/earlier-positive.tsx'
import { ScheduledLine } from '../../client/chart/scheduled-line.tsx'
import { LanguageProvider } from '../../client/language/language.tsx'

function said(at: string | null): string {
  const time = { at, text: at ?? '令和4年の秋' }
  const earlier = { text: '(+)', flag: 'A', at: time, sense: 'positive' as const }
  const mark = createElement(EarlierPositive, { of: { earlier } })
  return renderToStaticMarkup(createElement(LanguageProvider, null, mark))
}

it('a positive result before the newest is an earlier one', () => {
  expect(said('2021-03-01')).toContain('以前の陽性')
})

it('one whose time nobody understood may be the newer: it is not called earlier', () => {
  expect(said(null)).toContain('ほかに陽性（前後は不明）')
  expect(said(null)).toContain('令和4年の秋')
  expect(said(null)).not.toContain('以前')
})

it('a planned discharge is not told as a ward and a day alone', () => {
  const planned = { at: { at: '2026-11-03', text: '' }, title: '3W', department: '外科' }
  const line = (kind: string) =>
    renderToStaticMarkup(
      createElement(
        LanguageProvider,
        null,
        createElement(ScheduledLine, { of: { ...planned, kind } }),
      ),
    )
  expect(line('discharge-planned')).toMatch(/2026\/11\/03.*退院予定.*3W/)
  expect(line('admission-planned')).toContain('入院予定')
  expect(line('operation')).toContain('手術')
})
