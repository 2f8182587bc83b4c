/** The `sansho` program: finds the verb, prints help, turns errors into a sentence and an exit code. */
import { diskRemedy } from './disk-failure.ts'
import {
  EXIT,
  type ExitCode,
  Explained,
  type Language,
  languageOf,
  Refusal,
  type Verb,
  WrongUse,
} from './verb.ts'

/** By its name, so that no other one is loaded. A verb imports its room inside `run`, so that `--help` is quick. */
const VERBS: Readonly<Record<string, () => Promise<Verb>>> = {
  'demo-hospital': async () => (await import('./verbs/demo-hospital.ts')).demoHospital,
  inspect: async () => (await import('./verbs/inspect.ts')).inspect,
  load: async () => (await import('./verbs/load.ts')).load,
  'mapping check': async () => (await import('./verbs/mapping.ts')).mapping,
  generations: async () => (await import('./verbs/generations.ts')).generations,
  seal: async () => (await import('./verbs/seal.ts')).seal,
  verify: async () => (await import('./verbs/verify.ts')).verify,
  watch: async () => (await import('./verbs/watch.ts')).watch,
  drill: async () => (await import('./verbs/drill.ts')).drill,
  ledger: async () => (await import('./verbs/ledger.ts')).ledger,
  serve: async () => (await import('./verbs/serve.ts')).serve,
  export: async () => (await import('./verbs/export.ts')).exportPatient,
  'user first': async () => (await import('./verbs/user-first.ts')).userFirst,
  'user add': async () => (await import('./verbs/user-add.ts')).userAdd,
  'user import': async () => (await import('./verbs/user-import.ts')).userImport,
  'user list': async () => (await import('./verbs/user-list.ts')).userList,
  'user unlock': async () => (await import('./verbs/user-unlock.ts')).userUnlock,
  'user second-factor': async () =>
    (await import('./verbs/user-second-factor.ts')).userSecondFactor,
  'user disable': async () => (await import('./verbs/user-disable.ts')).userDisable,
  terminal: async () => (await import('./verbs/terminal.ts')).terminal,
  restricted: async () => (await import('./verbs/restricted.ts')).restricted,
  phase: async () => (await import('./verbs/phase.ts')).phase,
  session: async () => (await import('./verbs/session.ts')).session,
  audit: async () => (await import('./verbs/audit.ts')).audit,
  close: async () => (await import('./verbs/close.ts')).close,
}

const language = languageOf(process.env)
process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<ExitCode> {
  const words = args.filter((arg) => !arg.startsWith('-'))
  const found = Object.entries(VERBS).find(([name]) =>
    name.split(' ').every((word, i) => words[i] === word),
  )
  const verb = await found?.[1]()
  const wantsHelp = args.includes('--help') || args.includes('-h')
  if (verb === undefined) {
    const asked = words[0]
    if (wantsHelp || asked === undefined || asked === 'help') {
      const verbs = await Promise.all(Object.values(VERBS).map((load) => load()))
      process.stdout.write(overview(verbs))
      return asked === undefined && !wantsHelp ? EXIT.wrongUse : EXIT.done
    }
    process.stderr.write(
      language === 'ja'
        ? `sansho: 「${words.join(' ')}」という操作はありません。sansho --help で一覧が出ます。\n`
        : `sansho: there is no verb "${words.join(' ')}". sansho --help lists them.\n`,
    )
    return EXIT.wrongUse
  }
  if (wantsHelp) {
    process.stdout.write(`${verb.help[language].trim()}\n`)
    return EXIT.done
  }
  return runVerb(verb, args)
}

async function runVerb(verb: Verb, args: readonly string[]): Promise<ExitCode> {
  const count = verb.name.split(' ').length
  try {
    return await verb.run(args.slice(count), language)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const code = (error as NodeJS.ErrnoException).code
    if (error instanceof WrongUse || code?.startsWith('ERR_PARSE_ARGS')) {
      process.stderr.write(`sansho ${verb.name}: ${error.message}\n`)
      process.stderr.write(
        language === 'ja'
          ? `使い方: sansho ${verb.name} --help\n`
          : `How to use it: sansho ${verb.name} --help\n`,
      )
      return EXIT.wrongUse
    }
    process.stderr.write(`sansho ${verb.name}: ${explain(error)}\n`)
    const remedy = error instanceof Explained ? '' : diskRemedy(error, language)
    if (remedy !== '') process.stderr.write(`${remedy}\n`)
    return error instanceof Refusal ? EXIT.refused : EXIT.failed
  }
}

/** The error and its causes as one line; the stack only when SANSHO_STACK is set. */
function explain(error: Error): string {
  if (process.env.SANSHO_STACK) return error.stack ?? error.message
  const parts: string[] = []
  for (let at: unknown = error; at instanceof Error; at = at.cause) parts.push(at.message)
  return parts.join(': ')
}

function overview(verbs: readonly Verb[]): string {
  const width = Math.max(...verbs.map((verb) => verb.name.length)) + 2
  const lines = verbs.map((verb) => `  ${verb.name.padEnd(width)}${verb.summary[language]}`)
  const texts: Record<Language, [string, string]> = {
    ja: [
      '参照 (sansho): 電子カルテのバックアップを読み取り専用の参照環境にします。\n\n使い方: sansho 操作 [引数]',
      '各操作の説明: sansho 操作 --help\n終了コード: 0 完了、1 失敗、2 使い方の誤り、3 欠落ありで完了（報告書に記載）、4 拒否',
    ],
    en: [
      "sansho: turns a backup of a hospital's EHR into a read-only reference.\n\nUse: sansho VERB [arguments]",
      'Each verb explains itself: sansho VERB --help\nExit codes: 0 done, 1 failed, 2 wrong use, 3 done with gaps (named in the report), 4 refused',
    ],
  }
  const [head, foot] = texts[language]
  return `${head}\n\n${lines.join('\n')}\n\n${foot}\n`
}
