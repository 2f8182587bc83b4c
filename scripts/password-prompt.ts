/** A password from the terminal or a file; never from the command line, which every user of the machine can read. */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { type Language, WrongUse } from './verb.ts'

/** The file's first line. @throws the system's error. */
export function passwordFromFile(file: string): string {
  return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0] ?? ''
}

/** Asks on the terminal; what is typed is not shown. @throws WrongUse without a terminal, naming what to use instead. */
export async function askPassword(language: Language, remedy: string): Promise<string> {
  if (!process.stdin.isTTY) throw new WrongUse(remedy)
  process.stderr.write(language === 'ja' ? 'パスワード: ' : 'password: ')
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true })
  const password = await terminal.question('')
  terminal.close()
  process.stderr.write('\n')
  return password
}
