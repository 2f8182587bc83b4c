/** The program's list of verbs: each is found by the name that it says it has. */
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { SANSHO } from '../loader/load/medium.ts'

const ENGLISH = { ...process.env, LC_ALL: 'C.UTF-8' }
const said = (...args: string[]) =>
  execFileSync(SANSHO, args, { encoding: 'utf8', env: ENGLISH, stdio: 'pipe' })

test('every verb of the overview explains itself under its name', () => {
  const names = [...said('--help').matchAll(/^ {2}(\S+(?: \S+)?) {2,}\S/gm)].map(
    ([, name = '']) => name,
  )
  expect(names).toContain('user second-factor')
  for (const name of names) {
    expect(said(...name.split(' '), '--help'), name).toContain(`sansho ${name}`)
  }
}, 120_000)

test('an unknown verb is wrong use', () => {
  expect(() => said('toString')).toThrow(/there is no verb "toString"/)
})
