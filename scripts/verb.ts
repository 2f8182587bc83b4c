/** What each verb of the `sansho` program is: one file in `scripts/verbs/`, listed in `scripts/sansho.ts`. */

export type Language = 'ja' | 'en'

/** Text for people, in both languages of the product. */
export type Bilingual = Readonly<Record<Language, string>>

/** Exit codes of the `sansho` program, the same for every verb. */
export const EXIT = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  /** Done, but something was unreadable and is named in the report. */
  doneWithGaps: 3,
  refused: 4,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export interface Verb {
  /** `load`, or two words: `user add`. */
  readonly name: string
  /** One line for the list of verbs. */
  readonly summary: Bilingual
  /** The whole help: use, options with defaults, examples, exit codes. */
  readonly help: Bilingual
  run(args: readonly string[], language: Language): Promise<ExitCode>
}

/** The command line was wrong: printed with the verb's name and a pointer to its help; exit code 2. */
export class WrongUse extends Error {}

/** The verb will not do this, for a reason the operator must know: exit code 4. */
export class Refusal extends Error {}

/** Failed, and says itself what is to be done: nothing is added to it. */
export class Explained extends Error {}

/** The operator's language by POSIX locale: LC_ALL, LC_MESSAGES, LANG in that order; English unless `ja…`. */
export function languageOf(environment: NodeJS.ProcessEnv): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || ''
  return locale.startsWith('ja') ? 'ja' : 'en'
}
