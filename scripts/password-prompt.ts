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

/** The password from a file or the terminal; null when one is to be made. */
export async function givenPassword(
  file: string | undefined,
  prompt: boolean,
  language: Language,
): Promise<string | null> {
  if (file !== undefined) return passwordFromFile(file)
  if (!prompt) return null
  return askPassword(
    language,
    language === 'ja' ? '--prompt には端末が必要です' : '--prompt needs a terminal',
  )
}

/** @throws WrongUse that says why somebody's own choice is refused. */
export async function requireStrong(
  password: string,
  user: string,
  language: Language,
): Promise<void> {
  const { PASSPHRASE_MINIMUM, weaknessOf } = await import('../server/access/passphrase-rules.ts')
  const weakness = weaknessOf(password, user)
  if (weakness === null) return
  const words = {
    'too-short': {
      ja: `パスフレーズは${PASSPHRASE_MINIMUM}文字以上にしてください`,
      en: `a passphrase has at least ${PASSPHRASE_MINIMUM} characters`,
    },
    common: {
      ja: 'よく使われるパスフレーズなので使えません',
      en: 'this passphrase is one of the common ones that are tried first',
    },
    repetition: {
      ja: '同じ文字や並びの繰り返しは使えません',
      en: 'this passphrase only repeats or counts',
    },
    'user-name': {
      ja: '利用者名でできたパスフレーズは使えません',
      en: 'this passphrase is little more than the user name',
    },
  }
  throw new WrongUse(words[weakness][language])
}
