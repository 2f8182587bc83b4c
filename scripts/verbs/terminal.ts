/** `sansho terminal`: which machines may be reference terminals. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { PLACES } from '../../model/codes/places.ts'
import type { ListedTerminal } from '../../server/access/terminals.ts'
import { type Access, dataDirectoryOf, readReason, withExistingAccess } from '../accounts.ts'
import { operatorEntry } from '../operator.ts'
import { EXIT, type ExitCode, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

const DEFAULT_ADDRESS_PORT = '8443'

const OPTIONS = {
  data: { type: 'string' },
  by: { type: 'string' },
  'password-file': { type: 'string' },
  place: { type: 'string' },
  allow: { type: 'string', multiple: true, default: [] as string[] },
  reason: { type: 'string' },
  address: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

export const terminal: Verb = {
  name: 'terminal',
  summary: {
    ja: '参照端末の申請・承認・一覧・取り消し',
    en: 'applies for, approves, lists and revokes reference terminals',
  },
  help: {
    ja: `
使い方: sansho terminal request 端末名 --place 場所 --allow アドレス [--allow …] --reason "理由" --by 利用者名
        sansho terminal approve 端末名 --address https://アドレス:${DEFAULT_ADDRESS_PORT} --out フォルダ --by 別の利用者名
        sansho terminal list [--json]
        sansho terminal revoke 端末名 --reason "理由"

  request  接続を申請します。情報部門（it）か統括者（coordinator）の利用者が、自分のパスワードで行います。
  approve  申請した人とは別の it か coordinator が承認します。新しいフォルダに、証明書（.p12）、CA の証明書（ca.crt）、
           Chromium と Edge のキオスク設定、手順（README.txt）を書きます。.p12 のパスワードは一度だけ表示します。
           最初の承認のとき、この装置だけの認証局（CA、20年）を作ります。端末の証明書は10年有効です。
           openssl（Debian: apt install openssl）を使います。
  revoke   次の要求から、その端末には何も見せません。名前は再利用できません。申請の取り下げにも使います。

  --place 場所     reference-centre（参照センター） er（救急外来） or（手術室） ward（病棟） desk（窓口） it（情報部門）
  --allow アドレス この端末が使うアドレスか範囲（10.0.5.7、10.0.5.0/24）。ほかからは、証明書があっても断ります
  --by 利用者名    sansho user add で登録した本人
  --password-file  そのパスワードを書いたファイル（なければ画面で尋ねます）
  --data フォルダ  データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var

終了コード: 0 完了、1 失敗、2 使い方の誤り、4 拒否`,
    en: `
Use: sansho terminal request NAME --place PLACE --allow ADDRESS [--allow …] --reason "WHY" --by USER
     sansho terminal approve NAME --address https://ADDRESS:${DEFAULT_ADDRESS_PORT} --out DIR --by ANOTHER-USER
     sansho terminal list [--json]
     sansho terminal revoke NAME --reason "WHY"

  request  files a connection application; done by a user of the role it or coordinator, with their own passphrase
  approve  by another it or coordinator. Writes into a new folder: the certificate (.p12), the authority's certificate
           (ca.crt), the kiosk set-up for Chromium and Edge, and what to do (README.txt). The password of the .p12 is
           shown once. The first approval makes this appliance's own certificate authority (20 years); a terminal's
           certificate is good for ten years. Needs the openssl program (Debian: apt install openssl).
  revoke   from its next request on, the terminal is shown nothing. Names are not used twice. Withdraws an application too.

  --place PLACE    reference-centre, er, or, ward, desk, it
  --allow ADDRESS  address or range the terminal uses (10.0.5.7, 10.0.5.0/24); from elsewhere its certificate is refused
  --by USER        who you are: an account made with sansho user add
  --password-file  a file with that passphrase (else it is asked for)
  --data DIR       where data lies. Default: the environment's SANSHO_DATA, else ./var

Exit codes: 0 done, 1 failed, 2 wrong use, 4 refused`,
  },
  async run(args, language): Promise<ExitCode> {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: OPTIONS,
    })
    const [word = '', name = '', ...more] = positionals
    const dataDirectory = dataDirectoryOf(values.data)
    const asked = { ...values, name, dataDirectory, language }
    const action = more.length > 0 ? undefined : actionOf(word, name)
    if (action === undefined) {
      throw new WrongUse(
        language === 'ja'
          ? 'request・approve・revoke に端末名を1つ、または list を指定してください'
          : 'say request, approve or revoke with one name, or list',
      )
    }
    await withExistingAccess(dataDirectory, (access) => action(access, asked))
    return EXIT.done
  },
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']
type Asked = Values & {
  readonly name: string
  readonly dataDirectory: string
  readonly language: Language
}

function actionOf(word: string, name: string) {
  if (word === 'list') return name === '' ? list : undefined
  if (name === '') return undefined
  return { request, approve, revoke }[word]
}

async function request(access: Access, asked: Asked): Promise<void> {
  const { language } = asked
  const { readApplication } = await import('../terminals/application.ts')
  const { openTerminals } = await import('../../server/access/terminals.ts')
  const application = readApplication(asked, language)
  const reason = readReason(asked.reason, language)
  const { user } = await prove(access, asked, 'request')
  const { name, place, addresses } = application
  const detail = { terminal: name, place, addresses: [...addresses], by: user, reason }
  access.audit.append(operatorEntry('terminal.request', detail))
  const terminals = openTerminals(access.database)
  if (!terminals.apply({ ...application, requestedBy: user, reason })) {
    throw new Refusal(
      language === 'ja'
        ? `端末名 ${name} は使われています（取り消した名前も再利用できません）`
        : `the name ${name} is taken (names of revoked terminals too)`,
    )
  }
  process.stdout.write(
    language === 'ja'
      ? `申請しました: ${name}。別の人が承認します: sansho terminal approve ${name}\n`
      : `applied for: ${name}. Another person approves it: sansho terminal approve ${name}\n`,
  )
}

async function approve(access: Access, asked: Asked): Promise<void> {
  const { name, dataDirectory, language, out } = asked
  const address = readAddress(asked.address, language)
  if (out === undefined) {
    throw new WrongUse(language === 'ja' ? '--out フォルダ が必要です' : 'name a new folder: --out')
  }
  const { approveTerminal } = await import('../terminals/approve.ts')
  const { user: by } = await prove(access, asked, 'approve')
  const approval = { name, by, address, out: path.resolve(out), dataDirectory }
  await approveTerminal(access, approval, language)
}

async function revoke(access: Access, asked: Asked): Promise<void> {
  const { name, language } = asked
  const reason = readReason(asked.reason, language)
  const { openTerminals } = await import('../../server/access/terminals.ts')
  const entry = operatorEntry('terminal.revoke', { terminal: name, reason })
  const terminals = openTerminals(access.database)
  access.audit.append(entry)
  if (!terminals.revoke(name, entry.actor, reason)) {
    throw new Refusal(
      language === 'ja' ? `${name} という端末はありません` : `there is no terminal ${name}`,
    )
  }
  process.stdout.write(language === 'ja' ? `取り消しました: ${name}\n` : `revoked: ${name}\n`)
}

async function list({ database }: Access, { json, language }: Asked): Promise<void> {
  const { openTerminals } = await import('../../server/access/terminals.ts')
  for (const each of openTerminals(database).list()) {
    const fields = [
      each.name,
      PLACES[each.place][language],
      each.addresses.join(' '),
      stateOf(each, language),
    ]
    process.stdout.write(json ? `${JSON.stringify(each)}\n` : `${fields.join('\t')}\n`)
  }
}

function stateOf(terminal: ListedTerminal, language: Language): string {
  const { requestedBy, approvedBy, expiresAt, revokedAt } = terminal
  const ja = language === 'ja'
  if (revokedAt !== '') return ja ? `取り消し ${revokedAt}` : `revoked ${revokedAt}`
  if (approvedBy === '')
    return ja ? `承認待ち（申請 ${requestedBy}）` : `applied for by ${requestedBy}`
  return ja
    ? `承認 ${approvedBy}、期限 ${expiresAt}`
    : `approved by ${approvedBy}, until ${expiresAt}`
}

async function prove(access: Access, asked: Asked, purpose: string) {
  const { provePerson } = await import('../terminals/two-persons.ts')
  const claim = { by: asked.by, passwordFile: asked['password-file'], purpose }
  return provePerson(access, claim, ['it', 'coordinator'], asked.language)
}

function readAddress(text: string | undefined, language: Language): string {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : null
  if (url?.protocol === 'https:') return url.origin
  throw new WrongUse(
    language === 'ja'
      ? '--address に、端末が開くアドレス（https://…）を指定してください'
      : '--address is what the terminal opens (https://…)',
  )
}
