/** `sansho drill`: a rehearsal of the attack day, from the medium in hand to charts on a screen, measured and signed. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { removeDeadAsides } from '../../loader/dead-asides.ts'
import type { DrillContent } from '../../loader/drill/drill-content.ts'
import type { SourceSpec } from '../../loader/sources/source.ts'
import { dataDirectoryOf } from '../accounts.ts'
import { MEDIUM_HELP, MEDIUM_OPTIONS, sourcesOf } from '../medium-argument.ts'
import { operatorEntry } from '../operator.ts'
import { textProgress } from '../progress-text.ts'
import { refuseDataInMedium } from '../untouched-medium.ts'
import { EXIT, type ExitCode, type Language, type Verb, WrongUse } from '../verb.ts'

const CHARTS = 5

export const drill: Verb = {
  name: 'drill',
  summary: {
    ja: '訓練: 媒体からカルテが開くまでを測り、署名した報告書を残す',
    en: 'rehearses the attack day and leaves a signed report of what it took',
  },
  help: {
    ja: `
使い方: sansho drill [名前=]媒体 … [--facts 20] [--data フォルダ] [--json]
        sansho drill verify report.json

  媒体を同じディスクの作業場所に取り込み（参照中の世代には触れません）、世代を検証し、HTTPS で入院中の
  患者のカルテを開き、種類ごとに無作為に選んだ項目を媒体の原本と照合し、証明書・ディスク・時計・閲覧画面を
  確かめ、1人分の資料を印刷用に組みます。作業場所は最後に消します。署名した報告書（HTML と JSON）は
  フォルダ/drills/ に残ります。

${MEDIUM_HELP.ja}

  --facts 数      種類ごとに原本と照合する件数。既定: 20。書庫は、そのためにもう一度はじめから読みます
  --data フォルダ データの置き場所。既定: 環境変数 SANSHO_DATA、なければ ./var
  verify          報告書（隣の report.html も）が書かれたままであることを、署名で確かめます

終了コード: 0 すべて問題なし、1 失敗、2 使い方の誤り、3 欠落や食い違いがある`,
    en: `
Use: sansho drill [NAME=]MEDIUM … [--facts 20] [--data DIR] [--json]
     sansho drill verify report.json

  Loads the medium into a scratch place on the same disk (the generation that is served is not touched), verifies
  it, opens charts of in-patients over HTTPS, compares facts drawn by chance from each kind with the medium's own
  files, checks certificate, disk, clock and viewer, and lays one patient's packet out for printing. The scratch
  place is removed. The signed report (HTML and JSON) stays in DIR/drills/.

${MEDIUM_HELP.en}

  --facts N       facts of each kind that are compared with the medium. Default: 20. An archive is read once
                  more from its beginning for them
  --data DIR      where data lies. Default: the environment's SANSHO_DATA, else ./var
  verify          proves by its signature that a report, and report.html beside it, is as it was written

Exit codes: 0 all as it should be, 1 failed, 2 wrong use, 3 gaps or differences`,
  },
  async run(args, language) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...MEDIUM_OPTIONS,
        facts: { type: 'string', default: '20' },
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    })
    const dataDirectory = dataDirectoryOf(values.data)
    const [first, file, ...more] = positionals
    if (first === 'verify' && file !== undefined && more.length === 0) {
      return verifyReport(file, dataDirectory, language)
    }
    const facts = Number(values.facts)
    if (!/^\d{1,4}$/.test(values.facts)) {
      throw new WrongUse(
        language === 'ja'
          ? `--facts は0から9999の数です: ${values.facts}`
          : `--facts is 0 to 9999: ${values.facts}`,
      )
    }
    const sources = await sourcesOf(positionals, values, language)
    refuseDataInMedium(sources, dataDirectory, language)
    const content = await rehearse(sources, dataDirectory, facts, language)
    const { writeDrillReport } = await import('../../loader/drill/drill-report.ts')
    const { isDrillClean } = await import('../../loader/drill/drill-content.ts')
    const { noteSeen } = await import('../../loader/ledger/ledger.ts')
    const folder = writeDrillReport(dataDirectory, content)
    const seen = content.load.sources.map(({ label, medium }) => ({
      source: label,
      proved: medium === 'clean' && content.facts.differences.length === 0,
    }))
    noteSeen(dataDirectory, seen, new Date())
    await record(dataDirectory, content)
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ folder, ...content })}\n`
        : lines(content, folder, language),
    )
    return isDrillClean(content) ? EXIT.done : EXIT.doneWithGaps
  },
}

async function rehearse(
  sources: readonly SourceSpec[],
  dataDirectory: string,
  factsOfKind: number,
  language: Language,
): Promise<DrillContent> {
  const { loadBackup } = await import('../../loader/load.ts')
  const { findFaults } = await import('../../loader/generations/verify-generation.ts')
  const { checkFacts } = await import('../../loader/drill/check-facts.ts')
  const { changesSince, drillsFolder, lastDrill } = await import(
    '../../loader/drill/drill-report.ts'
  )
  const { openCharts } = await import('../drill-charts.ts')
  const { checkMachine } = await import('../drill-machine.ts')
  const { checkPrinting } = await import('../drill-printing.ts')
  const beganAt = new Date()
  const began = performance.now()
  const since = () => round((performance.now() - began) / 1000)
  const drills = drillsFolder(dataDirectory)
  fs.mkdirSync(drills, { recursive: true, mode: 0o750 })
  removeDeadAsides(drills, '.scratch-', '')
  const scratch = path.join(drills, `.scratch-${process.pid}`)
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals) => controller.abort(new Error(`stopped by ${signal}`))
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const printer = textProgress(language)
  try {
    const report = await loadBackup({
      sources,
      dataDirectory: scratch,
      asOf: new Map(),
      activate: 'drill',
      acceptDamage: 'drill',
      seals: new Map(),
      rehash: false,
      inpatientsFirst: true,
      withoutPixels: false,
      onInpatients: async () => {},
      onProgress: printer.show,
      signal: controller.signal,
    })
    printer.end()
    const loaded = since()
    const generation = path.join(scratch, 'generations', report.generation)
    const faults = findFaults(generation, 'everything')
    const verified = since()
    const { firstAt, ...charts } = await openCharts(scratch, generation, CHARTS)
    const firstChart = firstAt === null ? since() : round((firstAt - began) / 1000)
    const facts = await checkFacts(generation, sources, factsOfKind)
    const checked = since()
    const printing = await checkPrinting(generation, controller.signal)
    const { affected: _, suspicious: __, ...load } = report
    const generationBytes = sizeOf(generation)
    const rpoHours = round(
      (beganAt.getTime() - Date.parse(`${zoned(load.asOf)}+09:00`)) / 3_600_000,
    )
    const before = lastDrill(
      dataDirectory,
      sources.map(({ label }) => label),
    )
    // Verifying is not on the way to the first chart on the day itself.
    const rtoSeconds = round(firstChart - (verified - loaded))
    return {
      id: beganAt.toISOString().replace(/[-:]|\.\d+/g, ''),
      beganAt: beganAt.toISOString(),
      operator: os.userInfo().username,
      load,
      generationBytes,
      charts,
      facts,
      machine: [...checkMachine(dataDirectory, generationBytes, load.asOf), printing],
      steps: { loaded, verified, firstChart, checked },
      rtoSeconds,
      rpoHours,
      faults,
      changes: changesSince(before, { load, rtoSeconds, rpoHours }),
    }
  } finally {
    printer.end()
    process.off('SIGINT', stop).off('SIGTERM', stop)
    fs.rmSync(scratch, { recursive: true, force: true })
  }
}

/** As-of times are cut to what is known: `2022-10-31` is its beginning. */
function zoned(asOf: string): string {
  return asOf.length > 10 ? asOf.padEnd(16, ':00').slice(0, 19) : `${asOf}T00:00`
}

function sizeOf(folder: string): number {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + fs.statSync(path.join(entry.parentPath, entry.name)).size, 0)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

async function record(dataDirectory: string, content: DrillContent): Promise<void> {
  const { openAuditLog } = await import('../../server/audit/log.ts')
  const log = openAuditLog(dataDirectory)
  const { id, rtoSeconds, rpoHours, load } = content
  const sources = load.sources.map(({ label, location }) => `${label}=${location}`).join(' ')
  log.append(operatorEntry('drill', { id, sources, rtoSeconds, rpoHours, gaps: load.gaps }))
  log.close()
}

function lines(content: DrillContent, folder: string, language: Language): string {
  const ja = language === 'ja'
  const { load, rtoSeconds, rpoHours, charts, facts, faults, machine, changes } = content
  const drawn = facts.counts.reduce((sum, each) => sum + each.drawn, 0)
  const agree = facts.counts.reduce((sum, each) => sum + each.agree, 0)
  const told = [
    ja ? `復旧時間（RTO）: ${rtoSeconds} 秒` : `RTO: ${rtoSeconds} s from medium to first chart`,
    ...inpatientsLines(content, language),
    ja
      ? `復旧時点（RPO）: ${rpoHours} 時間前（${load.asOf}）`
      : `RPO: ${rpoHours} h (as of ${load.asOf})`,
    ja
      ? `患者 ${load.patients} 人、ファイル ${load.files.seen} 件、欠落 ${load.gaps} 件`
      : `${load.patients} patients, ${load.files.seen} files, ${load.gaps} gaps`,
    ja
      ? `カルテ ${charts.opened} 件を開きました（入院中 ${charts.inpatients} 件）`
      : `${charts.opened} charts opened (${charts.inpatients} of in-patients)`,
    ja
      ? `原本との照合: ${drawn} 件中 一致 ${agree}、一致しない ${facts.differences.length}`
      : `facts against the medium: ${drawn} drawn, ${agree} agree, ${facts.differences.length} do not`,
    ...charts.failures,
    ...faults,
    ...machine
      .filter(({ ok }) => ok !== true)
      .map(
        ({ what, ok, detail }) =>
          `${ok === null ? (ja ? '人が確認' : 'look yourself') : 'NOT OK'}: ${what} ${detail}`,
      ),
    ...changes
      .filter(({ before, after }) => before !== after)
      .map(
        ({ what, before, after }) =>
          `${ja ? '前回から' : 'since the drill before'}: ${what} ${before} → ${after}`,
      ),
    `${ja ? '報告書' : 'report'}: ${path.join(folder, 'report.html')}`,
  ]
  return `${told.join('\n')}\n`
}

function inpatientsLines(
  { load: { inpatientsFirst } }: DrillContent,
  language: Language,
): string[] {
  if (inpatientsFirst === null) return []
  const { patients, seconds } = inpatientsFirst
  return [
    language === 'ja'
      ? `うち入院中とみられる ${patients} 人のカルテ: ${seconds} 秒`
      : `charts of ${patients} probable in-patients: after ${seconds} s`,
  ]
}

async function verifyReport(
  file: string,
  dataDirectory: string,
  language: Language,
): Promise<ExitCode> {
  const { isPageIntact, readDrillReport } = await import('../../loader/drill/drill-report.ts')
  const { isReportIntact } = await import('../../loader/seal/signed-report.ts')
  const { fingerprint, knownPublicKey } = await import('../../loader/seal/signing-key.ts')
  const report = readDrillReport(file)
  const ja = language === 'ja'
  const altered = !isReportIntact(report)
    ? file
    : isPageIntact(file, report)
      ? ''
      : path.join(path.dirname(file), 'report.html')
  if (altered !== '') {
    process.stderr.write(
      ja
        ? `${altered} は書かれたあとに変えられています。\n`
        : `${altered} was altered after it was written.\n`,
    )
    return EXIT.failed
  }
  const isOwn = report.publicKey === knownPublicKey(dataDirectory)
  const key = fingerprint(report.publicKey)
  const whose = isOwn
    ? ''
    : ja
      ? '（この装置の鍵ではありません）'
      : ' (NOT the key of this installation)'
  process.stdout.write(
    ja ? `書かれたままです。鍵 ${key}${whose}\n` : `As it was written. Key ${key}${whose}\n`,
  )
  return isOwn ? EXIT.done : EXIT.doneWithGaps
}
