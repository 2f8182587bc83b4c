/** `sansho serve`: serves the current generation to browsers until it is stopped. */
import { statSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { RunningServer } from '../../server/start.ts'
import { refuseClosed } from '../refuse-closed.ts'
import { EXIT, type Language, Refusal, type Verb, WrongUse } from '../verb.ts'

const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_PORT = '8443'
const VIEWER = path.join(import.meta.dirname, '../../dist')

export const serve: Verb = {
  name: 'serve',
  summary: {
    ja: '取り込んだデータを閲覧端末に見せる',
    en: 'serves what was loaded to the reference terminals',
  },
  help: {
    ja: `
使い方: sansho serve [--data フォルダ] [--host アドレス] [--port 番号] [--audit-copy フォルダ] [--terminals] [--http] [--demo]

  いちばん新しい世代を読み取り専用で配信します。新しい世代ができると、止めずに切り替わります。
  初回の起動時に、このサーバー自身の証明書を作ります（外部には接続しません）。
  利用者は先に sansho user add で登録してください。止めるには Ctrl+C。
  段階（sansho phase）を一度も設定していなければ第2段階で、カルテを開けます。
  サインインの時間切れなどは フォルダ/settings.json で変えられます（server/settings.ts）。

  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var
  --host アドレス 待ち受けるアドレス。既定: ${DEFAULT_HOST}（この機械からだけ使えます）。
                  ほかの機械から使うなら、先に端末を登録します（sansho terminal）。登録した端末だけに見せます。
  --port 番号     既定: ${DEFAULT_PORT}
  --audit-copy フォルダ
                  アクセス記録の控えを、別のディスクのこのフォルダ（sansho-audit.jsonl）にも書きます。
                  控えに書けないあいだは、何も見せません。
  --terminals     この機械の中でも、登録した端末だけに見せます。なければ、この機械を参照センターの端末とみなします。
  --http          暗号化しない。この機械の中（${DEFAULT_HOST}）に限ります。
  --demo          デモ病院用。起動のたびにデモ利用者のパスワードを作って表示します。この機械の中に限ります。

終了コード: 0 停止の指示で終了、1 失敗、2 使い方の誤り、4 拒否`,
    en: `
Use: sansho serve [--data DIR] [--host ADDRESS] [--port NUMBER] [--audit-copy DIR] [--terminals] [--http] [--demo]

  Serves the newest generation, read-only. When a new one is published it is switched to without a stop.
  On first start the server makes its own certificate (nothing outside is asked for it).
  Register people first with sansho user add. To stop: Ctrl+C.
  Until a phase is set (sansho phase) it is phase 2, in which charts open.
  Limits of sessions can be set in DIR/settings.json (server/settings.ts).

  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var
  --host ADDRESS  address to listen on. Default: ${DEFAULT_HOST} (reached from this machine only).
                  For other machines, enrol terminals first (sansho terminal): only those are served.
  --port NUMBER   default: ${DEFAULT_PORT}
  --audit-copy DIR
                  writes the access log to this folder of another disk too (sansho-audit.jsonl);
                  while that fails, nothing is served
  --terminals     serves enrolled terminals only on this machine too; without it, this machine counts as a
                  terminal of the reference centre
  --http          without encryption; only on ${DEFAULT_HOST}
  --demo          for the demo hospital: makes and prints a new password for the demo user at each start;
                  only on ${DEFAULT_HOST}

Exit codes: 0 ended as asked, 1 failed, 2 wrong use, 4 refused`,
  },
  async run(args, language) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        host: { type: 'string', default: DEFAULT_HOST },
        port: { type: 'string', default: DEFAULT_PORT },
        'audit-copy': { type: 'string' },
        terminals: { type: 'boolean', default: false },
        http: { type: 'boolean', default: false },
        demo: { type: 'boolean', default: false },
      },
    })
    // The reader of the process log may go away (a pipe, a closed window): terminals must not lose the server with it.
    process.stdout.on('error', () => {})
    const { isLoopback } = await import('../../server/host-names.ts')
    const local = isLoopback(values.host)
    refuseBeyondLoopback(local, values, language)
    const enrolledOnly = !local || values.terminals
    const dataDirectory = path.resolve(values.data ?? process.env.SANSHO_DATA ?? 'var')
    if (enrolledOnly) {
      const { refuseWithoutTerminals } = await import('../terminals/refuse-without.ts')
      refuseWithoutTerminals(dataDirectory, values.http || values.demo, language)
      const { refuseWrongClock } = await import('../terminals/refuse-wrong-clock.ts')
      await refuseWrongClock(dataDirectory, language)
    }
    await refuseClosed(dataDirectory, language)
    const { startServer } = await import('../../server/start.ts')
    const copy = values['audit-copy']
    const server = await startServer({
      dataDirectory,
      ...(copy === undefined ? {} : { auditCopyDirectory: path.resolve(copy) }),
      host: values.host,
      port: readPort(values.port, language),
      https: !values.http,
      enrolledOnly,
      demo: values.demo,
      viewerDirectory: VIEWER,
      log: (line) => process.stdout.write(`${new Date().toISOString()} ${line}\n`),
    })
    // Before the first word about how to stop it: from then on it can be told to.
    const stopped = untilStopped()
    await announce(server, values.demo, local, language)
    if (copy !== undefined) warnOfSameDisk(dataDirectory, copy, language)
    await stopped
    process.stdout.write(language === 'ja' ? '停止します…\n' : 'stopping …\n')
    await server.stop()
    return EXIT.done
  },
}

function refuseBeyondLoopback(
  local: boolean,
  asked: { http: boolean; demo: boolean },
  language: Language,
): void {
  if (local) return
  if (asked.demo) {
    throw new Refusal(
      language === 'ja'
        ? `デモ利用者は、この機械の中（--host ${DEFAULT_HOST}）でしか使えません`
        : `the demo user works on this machine only (--host ${DEFAULT_HOST})`,
    )
  }
  if (asked.http) {
    throw new Refusal(
      language === 'ja'
        ? `暗号化しない配信（--http）は、この機械の中（--host ${DEFAULT_HOST}）に限ります`
        : `plain HTTP (--http) is for this machine only (--host ${DEFAULT_HOST})`,
    )
  }
}

function readPort(text: string, language: Language): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new WrongUse(
    language === 'ja' ? `--port は0から65535の数字です: ${text}` : `--port is 0 to 65535: ${text}`,
  )
}

async function announce(
  server: RunningServer,
  demo: boolean,
  local: boolean,
  language: Language,
): Promise<void> {
  const ja = language === 'ja'
  const say = (japanese: string, english: string) =>
    process.stdout.write(`${ja ? japanese : english}\n`)
  const { isViewerBuilt } = await import('../../server/viewer.ts')
  say(`閲覧: ${server.address}`, `address: ${server.address}`)
  if (server.certificate !== null) {
    const { fingerprint, isNew } = server.certificate
    say(`証明書 SHA-256: ${fingerprint}`, `certificate SHA-256: ${fingerprint}`)
    if (isNew) {
      say(
        '証明書を新しく作りました。ブラウザーの警告では、上の値と同じことを確かめてください。',
        'A new certificate was made. When the browser warns, compare it with the value above.',
      )
    }
  }
  const unopened = server.services.generations.unopened()
  if (unopened !== '') {
    say(
      `世代 ${unopened} は公開されていますが、開けません（理由は上の行）。媒体を読み込み直すか、sansho generations activate で別の世代にしてください。`,
      `Generation ${unopened} is published and cannot be opened (the line above says why). Load the medium again, or serve another by sansho generations activate.`,
    )
  } else if (!server.ready) {
    say(
      'まだ何も取り込まれていません。sansho load で取り込むと、そのまま閲覧できるようになります。',
      'Nothing has been loaded yet. After sansho load, charts can be read without a restart.',
    )
  }
  if (!isViewerBuilt(VIEWER)) {
    say(
      '閲覧画面がまだ作成されていません: npm run build を実行して起動し直してください。',
      'The viewer has not been built: run npm run build, then start again.',
    )
  }
  if (!local) {
    say(
      '注意: この機械の外からも接続できます。閉じた参照用ネットワークだけにつないでください。',
      'Caution: other machines can connect. Be on the isolated reference network only.',
    )
  }
  if (demo) await announceDemoLogin(server, say)
  say('止めるには Ctrl+C', 'to stop: Ctrl+C')
}

/** A fresh password at each start: none is stored, and none is printed twice. */
async function announceDemoLogin(
  server: RunningServer,
  say: (japanese: string, english: string) => void,
): Promise<void> {
  const { DEMO_USER } = await import('../../server/access/accounts.ts')
  const { generatePassphrase } = await import('../../server/access/passwords.ts')
  const password = generatePassphrase()
  await server.services.accounts.resetDemo(password)
  say(
    `デモ病院の利用者: ${DEMO_USER}  パスワード: ${password}`,
    `demo user: ${DEMO_USER}  password: ${password}`,
  )
}

function warnOfSameDisk(dataDirectory: string, copy: string, language: Language): void {
  if (statSync(dataDirectory).dev !== statSync(copy).dev) return
  process.stdout.write(
    language === 'ja'
      ? '注意: アクセス記録の控えが、データと同じディスクにあります。\n'
      : 'Caution: the second copy of the access log is on the same disk as the data.\n',
  )
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
