/** `sansho export`: what leaves the house opens without Sansho, says what is missing, is logged first, and is whole or not there. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Bundle, Composition } from '@medplum/fhirtypes'
import Database from 'better-sqlite3'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { part10, slice } from '../loader/dicom/dicom-writer.ts'
import { faultsOf } from '../server/fhir/r4-validator.ts'
import { GenerationBuilder } from '../server/generation-builder.ts'
import { buildSmallHospital, HANAKO, NONE_KNOWN, UNREADABLE } from '../server/small-hospital.ts'
import { openArchive, unpackWith7z } from './open-archive.ts'

const SANSHO = path.resolve(import.meta.dirname, '../../scripts/sansho')
const PASSPHRASE = 'a lantern over 7 quiet bridges'
/** A patient whose one document is so long that its export takes a while. */
const LONG = '0000000900'
/** A patient with a DICOM file, and one document that rots. */
const IMAGED = '0000000901'
const IMAGE = part10(slice())
const SCAN = Buffer.from('%PDF-1.4 a scan that rots')

const root = fs.mkdtempSync(path.join(tmpdir(), 'sansho-export-'))
const data = path.join(root, 'data')
const passphraseFile = path.join(root, 'passphrase')
let outs = 0

beforeAll(() => {
  const generation = new GenerationBuilder(data)
  buildSmallHospital(generation)
  const long = generation.patient({ id: LONG, kanji: ['長井', '文'] })
  const mediaType = 'application/pdf'
  generation.document(long, {}, [{ name: 'long.pdf', mediaType, bytes: randomBytes(40_000_000) }])
  const imaged = generation.patient({ id: IMAGED, kanji: ['影山', '写'] })
  generation.document(imaged, { title: '腐った文書' }, [
    { name: 'scan.pdf', mediaType, bytes: SCAN },
  ])
  const study = generation.insert('image_study', {
    patient: imaged,
    study_uid: '1.2.3',
    modalities: 'CT',
    standing: 1,
  })
  generation.insert('image_study', {
    patient: imaged,
    study_uid: '1.2.4',
    modalities: '',
    standing: 1,
  })
  generation.insert('procedure', {
    patient: imaged,
    category: 'operation',
    name_id: generation.term('腹腔鏡下虫垂切除術'),
    start_at: '2022-10-01',
    start_text: '2022-10-01',
    standing: 1,
  })
  const series = generation.insert('image_series', {
    study_id: study,
    series_uid: '1.2.3.4',
    modality: 'CT',
  })
  generation.insert('image_instance', {
    series_id: series,
    seq: 1,
    sop_instance_uid: '1.2.3.4.5',
    bytes: IMAGE.length,
    blob: generation.blob(IMAGE),
  })
  const rotten = generation.blob(SCAN)
  fs.writeFileSync(path.join(generation.directory, 'blobs', rotten.slice(0, 2), rotten), 'rot')
  generation.publish()
  fs.writeFileSync(passphraseFile, `${PASSPHRASE}\n`)
})
afterAll(() => fs.rmSync(root, { recursive: true }))

function newOut(): string {
  outs += 1
  const out = path.join(root, `usb-${outs}`)
  fs.mkdirSync(out)
  return out
}

interface Run {
  readonly out: string
  readonly code: number | null
  readonly said: string
}

function run(
  patient: string,
  format: string,
  more: { args?: string[]; out?: string; env?: NodeJS.ProcessEnv } = {},
): Run {
  const out = more.out ?? newOut()
  const args = ['export', '-', '--format', format, '--out', out, '--data', data]
  const passphrase = more.args ?? ['--passphrase-file', passphraseFile]
  const env = { ...process.env, LC_ALL: 'C.UTF-8', ...more.env }
  const done = spawnSync(SANSHO, [...args, ...passphrase], {
    input: `${patient}\n`,
    encoding: 'utf8',
    env,
  })
  return { out, code: done.status, said: done.stdout + done.stderr }
}

/** A module that makes every file under `folder` impossible to open for writing: root may write where permissions say no. */
function readOnlyDisk(folder: string): string {
  const file = path.join(root, 'read-only-disk.mjs')
  const code = `import fs from 'node:fs'
const { openSync } = fs
fs.openSync = (name, flags, mode) => {
  if (String(name).startsWith(${JSON.stringify(folder)}) && flags === 'wx') {
    throw Object.assign(new Error('EROFS: read-only file system, open'), { code: 'EROFS' })
  }
  return openSync(name, flags, mode)
}
`
  fs.writeFileSync(file, code)
  return file
}

function archiveIn(out: string): string {
  const [name, ...more] = fs.readdirSync(out)
  if (name === undefined || more.length > 0) throw new Error(`not one file in ${out}`)
  return path.join(out, name)
}

async function filesOf(out: string): Promise<Map<string, Buffer>> {
  return openArchive(fs.readFileSync(archiveIn(out)), PASSPHRASE)
}

function audit(): { action: string; patientId: string; detail: string }[] {
  const database = new Database(path.join(data, 'audit/audit.sqlite'), { readonly: true })
  const rows = database
    .prepare<[], { action: string; patientId: string; detail: string }>(
      'SELECT action, patient_id AS patientId, detail FROM audit ORDER BY sequence',
    )
    .all()
  database.close()
  return rows
}

describe('the archive', () => {
  test('opens with 7-Zip and with zip.js by its passphrase only, and its sums hold', async () => {
    const { out, code } = run(HANAKO, 'folder')
    expect(code).toBe(3)
    const archive = archiveIn(out)
    expect(path.basename(archive)).toMatch(/^sansho-\d{8}-\d{6}-folder\.zip$/)
    const folder = path.join(root, 'unpacked')
    unpackWith7z(archive, PASSPHRASE, folder)
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: folder })
    expect(() => unpackWith7z(archive, 'another passphrase', path.join(root, 'no'))).toThrow()
    const bytes = fs.readFileSync(archive)
    await expect(openArchive(bytes, 'another passphrase')).rejects.toThrow()
    const files = await openArchive(bytes, PASSPHRASE)
    expect(fs.readFileSync(path.join(folder, 'index.html'))).toEqual(files.get('index.html'))
    for (const plain of [HANAKO, '斎藤', 'ペニシリン', '1958-03-02']) {
      expect(bytes.includes(plain), plain).toBe(false)
    }
  })

  test('a changed byte is found', () => {
    const archive = archiveIn(run(NONE_KNOWN, 'fhir').out)
    const bytes = fs.readFileSync(archive)
    const at = Math.floor(bytes.length / 2)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    fs.writeFileSync(archive, bytes)
    expect(() => unpackWith7z(archive, PASSPHRASE, path.join(root, 'changed'))).toThrow()
  })

  test('without a passphrase one is made, printed once, and opens it', async () => {
    const { out, said, code } = run(NONE_KNOWN, 'fhir', { args: [] })
    expect(code).toBe(0)
    const made = /shown only now\): (\S+)/.exec(said)?.[1] ?? ''
    expect(made.length).toBeGreaterThanOrEqual(16)
    expect([...(await openArchive(fs.readFileSync(archiveIn(out)), made)).keys()]).toContain(
      'bundle.json',
    )
  })

  test('is written down before it is made, and again with its hash', () => {
    const before = fs.existsSync(path.join(data, 'audit')) ? audit().length : 0
    const { out } = run('12345', 'fhir')
    const [asked, done] = audit().slice(before)
    const archive = archiveIn(out)
    const sha256 = createHash('sha256').update(fs.readFileSync(archive)).digest('hex')
    expect(asked).toMatchObject({ action: 'chart.export', patientId: HANAKO })
    expect(done).toMatchObject({ action: 'chart.exported', patientId: HANAKO })
    expect(JSON.parse(done?.detail ?? '')).toMatchObject({
      sha256,
      format: 'fhir',
      file: path.basename(archive),
    })
  })
})

describe('as FHIR', () => {
  async function bundleOf(patient: string): Promise<Bundle> {
    const files = await filesOf(run(patient, 'fhir').out)
    return JSON.parse(files.get('bundle.json')?.toString() ?? '')
  }
  const compositionOf = (bundle: Bundle) => bundle.entry?.[0]?.resource as Composition
  const sectionOf = (bundle: Bundle, title: string) =>
    compositionOf(bundle).section?.find((each) => each.title?.includes(title))

  test('it is one valid R4 document in which every reference leads somewhere', async () => {
    for (const patient of [HANAKO, UNREADABLE, NONE_KNOWN, IMAGED]) {
      const bundle = await bundleOf(patient)
      expect(bundle.type).toBe('document')
      expect(compositionOf(bundle).resourceType).toBe('Composition')
      expect(faultsOf(bundle)).toEqual([])
      for (const { resource } of bundle.entry ?? []) expect(faultsOf(resource)).toEqual([])
      const names = new Set(bundle.entry?.map(({ fullUrl }) => fullUrl))
      expect(names.size).toBe(bundle.entry?.length)
      const references = [...JSON.stringify(bundle).matchAll(/"reference":"(urn:uuid:[^"]+)"/g)]
      expect(references.length).toBeGreaterThan(1)
      for (const [, target] of references) expect(names).toContain(target)
    }
  })

  test('nothing of one patient is named as something of another: a receiver may take in many documents', async () => {
    const namesOf = async (patient: string) =>
      (await bundleOf(patient)).entry?.map(({ fullUrl }) => fullUrl) ?? []
    const names = [...(await namesOf(UNREADABLE)), ...(await namesOf(NONE_KNOWN))]
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })

  test('says what is missing, from where and as of when; an unreadable list of allergies is not empty', async () => {
    const bundle = await bundleOf(UNREADABLE)
    expect(sectionOf(bundle, 'What is missing')?.text?.div).toContain(
      'アレルギー / Allergies · アレルギー情報 / allergies (ADT-61) · ファイルが途中で切れている',
    )
    const allergies = sectionOf(bundle, 'Allergies')
    expect(allergies?.emptyReason?.coding?.[0]?.code).toBe('unavailable')
    expect(allergies?.text?.div).toContain('「なし」ではない')
    expect(JSON.stringify(bundle)).not.toContain('716186003')
    expect(JSON.stringify(bundle)).toContain('ehr · 2022-11-10T03:15 時点')
  })

  test('names the operations, and what is not in it', async () => {
    const bundle = await bundleOf(IMAGED)
    const procedures = sectionOf(bundle, 'Procedures')
    expect(procedures?.text?.div).toContain('腹腔鏡下虫垂切除術')
    const done = bundle.entry?.find(
      ({ fullUrl }) => fullUrl === procedures?.entry?.[0]?.reference,
    )?.resource
    expect(done).toMatchObject({
      resourceType: 'Procedure',
      status: 'unknown',
      category: { coding: [{ code: '387713003' }] },
      code: { text: '腹腔鏡下虫垂切除術' },
      performedDateTime: '2022-10-01',
    })
    expect(JSON.stringify(bundle)).not.toContain('"security"')
    expect(sectionOf(bundle, 'What is missing')?.text?.div).toContain('orders of diets')
    const files = await filesOf(run(IMAGED, 'folder').out)
    expect(files.get('index.html')?.toString()).toContain('腹腔鏡下虫垂切除術')
  })

  test('holds the original bytes of the documents, the old versions marked', async () => {
    const text = JSON.stringify(await bundleOf(HANAKO))
    expect(text).toContain(Buffer.from('旧版の本文').toString('base64'))
    expect(text).toMatch(/"status":"superseded"/)
    expect(text).not.toContain(Buffer.from('消した本文').toString('base64'))
    expect(text).not.toContain(Buffer.from('他人の本文').toString('base64'))
  })
})

describe('as a folder', () => {
  test('every page names the patient, the moment and what is missing, and runs and asks for nothing', async () => {
    const folder = path.join(root, 'seen')
    unpackWith7z(archiveIn(run(HANAKO, 'folder').out), PASSPHRASE, folder)
    const pages = fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.html'))
    expect(pages.length).toBeGreaterThan(8)
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox'],
    })
    try {
      const page = await browser.newPage()
      const trouble: string[] = []
      page.on('console', (message) => trouble.push(message.text()))
      page.on('dialog', (dialog) => trouble.push(dialog.message()))
      page.on('request', (request) => {
        if (!/^(file|data):/.test(request.url())) trouble.push(request.url())
      })
      for (const name of pages) {
        await page.goto(`file://${path.join(folder, name)}`)
        const head = await page.locator('header').innerText()
        for (const said of [
          '斎藤　花子',
          HANAKO,
          '1958-03-02',
          '2022-11-10 03:15 時点',
          '欠落・注意',
        ]) {
          expect(head, name).toContain(said)
        }
        expect(await page.locator('script').count()).toBe(0)
        const border = await page
          .locator('header')
          .evaluate((each) => getComputedStyle(each).borderTopWidth)
        expect(border, `${name} has its style`).toBe('2px')
        for (const link of await page
          .locator('a')
          .evaluateAll((all) => all.map((each) => (each as HTMLAnchorElement).href))) {
          expect(fs.existsSync(new URL(link)), `${name} → ${link}`).toBe(true)
        }
      }
      expect(trouble).toEqual([])
      await page.goto(`file://${path.join(folder, 'index.html')}`)
      const text = await page.locator('main').innerText()
      expect(text).toContain('アナフィラキシー')
      expect(text).toContain('取消済 / struck off')
      await page.goto(`file://${path.join(folder, 'missing.html')}`)
      expect(await page.locator('main').innerText()).toContain('(OML-11) · 2022-10-31')
    } finally {
      await browser.close()
    }
  }, 60_000)

  test('the summary names the medicines whose end nobody knows, as the first screen does', async () => {
    const page = (await filesOf(run(HANAKO, 'folder').out)).get('index.html')?.toString() ?? ''
    const [, current = '', unknown = ''] = page.split(
      /<h2>現在の薬剤|終わりの日が分からない処方|<h2>病名/,
    )
    expect(current).toContain('本日までの薬')
    expect(current).not.toContain('頓用の薬')
    expect(unknown).toContain('頓用の薬')
    expect(unknown).not.toContain('取り消した薬')
  })

  test('DICOM files are the backup’s own, with an index; what rotted is named and left out', async () => {
    const { out, code } = run(IMAGED, 'folder')
    expect(code).toBe(3)
    const files = await filesOf(out)
    expect(files.get('images/01/01/0001.dcm')).toEqual(Buffer.from(IMAGE))
    expect(files.get('images/INDEX.tsv')?.toString()).toContain(
      'images/01/01/0001.dcm\t1.2.3\t1.2.3.4\t1.2.3.4.5',
    )
    expect(files.get('missing.html')?.toString()).toContain('腐った文書')
    expect(files.get('documents.html')?.toString()).toContain('壊れている / damaged')
    expect([...files.keys()].filter((name) => name.startsWith('documents/'))).toEqual([])
  })
})

describe('as a packet', () => {
  async function pagesOf(pdf: Buffer): Promise<{ text: string; size: number[] }[]> {
    const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise
    const numbers = Array.from({ length: document.numPages }, (_, at) => at + 1)
    return Promise.all(
      numbers.map(async (number) => {
        const page = await document.getPage(number)
        const { items } = await page.getTextContent()
        const [, , width = 0, height = 0] = page.view
        const text = items.map((item) => ('str' in item ? item.str : '')).join('')
        return { text, size: [width, height] }
      }),
    )
  }

  test('it is one PDF, made by this machine’s Chromium, which leaves nothing behind', async () => {
    const left = () => fs.readdirSync('/dev/shm').filter((name) => name.startsWith('sansho-print-'))
    const before = left()
    const files = await filesOf(run(HANAKO, 'pdf-packet').out)
    const pages = await pagesOf(files.get('record.pdf') ?? Buffer.of())
    expect(pages.length).toBeGreaterThan(1)
    for (const [at, { text, size }] of pages.entries()) {
      // A4 in points.
      expect(size.map(Math.round)).toEqual([595, 842])
      // Chromium's PDFs name some characters by radicals of the same form (⼥ for 女).
      const sheet = text.normalize('NFKC').replaceAll(/[\s‧]/g, '')
      expect(sheet).toContain(`斎藤花子ID${HANAKO}1958-03-02女/F`)
      expect(sheet).toContain('2022-11-1003:15時点')
      expect(sheet).toMatch(/欠落・?注意\/missing:/)
      expect(sheet).toContain(`${at + 1}/${pages.length}`)
    }
    expect([...files.keys()].filter((name) => name.endsWith('.pdf')).length).toBe(2)
    expect(left()).toEqual(before)
  }, 60_000)

  test('without Chromium it says what to do instead, and makes nothing', () => {
    const bin = path.join(root, 'bin')
    fs.mkdirSync(bin)
    for (const name of ['sh', 'readlink', 'dirname', 'node', 'env']) {
      fs.symlinkSync(
        execFileSync('which', [name], { encoding: 'utf8' }).trim(),
        path.join(bin, name),
      )
    }
    const { out, code, said } = run(HANAKO, 'pdf-packet', { env: { PATH: bin } })
    expect(said).toContain('--format folder')
    expect(code).toBe(4)
    expect(fs.readdirSync(out)).toEqual([])
  })
})

describe('is refused', () => {
  test('for a restricted chart without a reason, which is written down first; with one, the label goes with it', async () => {
    spawnSync(SANSHO, ['restricted', 'add', NONE_KNOWN, '--reason', 'staff', '--data', data])
    const refused = run(NONE_KNOWN, 'fhir')
    expect([refused.code, fs.readdirSync(refused.out)]).toEqual([4, []])
    expect(refused.said).toContain('this chart is restricted')
    expect(audit().at(-1)).toMatchObject({ action: 'chart.reason-asked', patientId: NONE_KNOWN })
    const args = ['--passphrase-file', passphraseFile, '--reason', 'moved to another hospital']
    const done = run(NONE_KNOWN, 'fhir', { args })
    expect(done.code).toBe(0)
    const [why, asked] = audit().slice(-3)
    expect(why).toMatchObject({ action: 'chart.restricted', patientId: NONE_KNOWN })
    expect(why?.detail).toContain('moved to another hospital')
    expect(asked).toMatchObject({ action: 'chart.export', patientId: NONE_KNOWN })
    const bundle = JSON.parse(`${(await filesOf(done.out)).get('bundle.json')}`) as Bundle
    const labelled = [bundle, ...(bundle.entry ?? []).map(({ resource }) => resource)]
    for (const each of labelled) {
      expect(each?.meta?.security?.map(({ code }) => code)).toEqual(['R'])
      expect(faultsOf(each)).toEqual([])
    }
    const pages = await filesOf(run(NONE_KNOWN, 'folder', { args }).out)
    for (const [name, page] of pages) {
      if (name.endsWith('.html')) expect(page.toString()).toContain('restricted record')
    }
    spawnSync(SANSHO, ['restricted', 'remove', NONE_KNOWN, '--reason', 'done', '--data', data])
  })

  test.each([
    ['for nobody', '4711', 'fhir', {}, 4, 'no patient'],
    ['in another form', HANAKO, 'docx', {}, 2, 'fhir, folder, pdf-packet'],
    ['into the data directory', HANAKO, 'fhir', { out: data }, 2, 'lies in the data directory'],
    [
      'into a folder that is not there',
      HANAKO,
      'fhir',
      { out: path.join(root, 'nowhere') },
      2,
      'a folder that exists',
    ],
  ])('%s', (_how, patient, format, more, code, why) => {
    const done = run(patient, format, more)
    expect(done.said).toContain(why)
    expect(done.code).toBe(code)
    expect(fs.existsSync(done.out) && done.out !== data ? fs.readdirSync(done.out) : []).toEqual([])
  })

  test.each([
    ['short', 'too short', 'at least 16'],
    ['common', 'passwordpassword', 'common'],
    [
      'in letters that other programs encode otherwise',
      'ながいながい合言葉をここに書いておく',
      'ASCII',
    ],
  ])('with a passphrase that is %s', (_how, passphrase, why) => {
    const file = path.join(root, 'weak')
    fs.writeFileSync(file, passphrase)
    const { out, code, said } = run(HANAKO, 'fhir', { args: ['--passphrase-file', file] })
    expect(said).toContain(why)
    expect(code).toBe(2)
    expect(fs.readdirSync(out)).toEqual([])
  })

  test('where the disk cannot be written, which is said of the disk, and the log says that it failed', () => {
    const out = newOut()
    // Of the name that the export writes under: opening it fails as it does on a disk that is read-only.
    const blocked = run(NONE_KNOWN, 'fhir', {
      out,
      env: { NODE_OPTIONS: `--import ${readOnlyDisk(out)}` },
    })
    expect(blocked.code).toBe(1)
    expect(blocked.said).toContain(`could not be written to ${out}; nothing is left there`)
    expect(blocked.said).toContain('The disk is read-only')
    expect(fs.readdirSync(out)).toEqual([])
    expect(audit().at(-1)).toMatchObject({ action: 'chart.export-failed', patientId: NONE_KNOWN })
  })

  test('where the access log cannot be written', () => {
    const other = path.join(root, 'unlogged')
    fs.mkdirSync(other)
    fs.symlinkSync(path.join(data, 'generations'), path.join(other, 'generations'))
    fs.writeFileSync(path.join(other, 'audit'), 'not a folder')
    const { out, code } = run(HANAKO, 'fhir', {
      args: ['--passphrase-file', passphraseFile, '--data', other],
    })
    expect(code).toBe(1)
    expect(fs.readdirSync(out)).toEqual([])
  })
})

describe('stopped half-way', () => {
  /** Stops an export once its first bytes lie on the disk. */
  async function stopped(out: string, signal: NodeJS.Signals): Promise<void> {
    const args = [
      'export',
      '-',
      '--format',
      'folder',
      '--out',
      out,
      '--data',
      data,
      '--passphrase-file',
      passphraseFile,
    ]
    const child = spawn(SANSHO, args, { stdio: ['pipe', 'ignore', 'ignore'] })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.stdin.end(`${LONG}\n`)
    while (child.exitCode === null && fs.readdirSync(out).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(fs.readdirSync(out)[0]).toMatch(/^\.sansho-\d+\.partial$/)
    child.kill(signal)
    await ended
  }

  test('by the operator, it leaves nothing, and the log says that it failed', async () => {
    const out = newOut()
    await stopped(out, 'SIGTERM')
    expect(fs.readdirSync(out)).toEqual([])
    expect(audit().at(-1)).toMatchObject({ action: 'chart.export-failed', patientId: LONG })
  }, 60_000)

  test('by a kill, no archive is there, and the next export takes the rest away', async () => {
    const out = newOut()
    await stopped(out, 'SIGKILL')
    expect(fs.readdirSync(out).filter((name) => name.endsWith('.zip'))).toEqual([])
    run(NONE_KNOWN, 'fhir', { out })
    expect(fs.readdirSync(out).length).toBe(1)
    expect(archiveIn(out)).toMatch(/\.zip$/)
  }, 60_000)

  test('by the operator while the browser prints, nothing of it goes on or stays in memory', async () => {
    const bin = path.join(root, 'lingering')
    fs.mkdirSync(bin)
    const lingers = path.join(bin, 'lingers')
    const script = `#!/bin/sh
(trap '' TERM; while :; do mkdir -p "$HOME/profile"; sleep 0.05; done) &
echo "$! $HOME" > ${lingers}.new && mv ${lingers}.new ${lingers}
wait
`
    fs.writeFileSync(path.join(bin, 'chromium'), script, { mode: 0o755 })
    const out = newOut()
    const args = ['export', '-', '--format', 'pdf-packet', '--out', out, '--data', data]
    const child = spawn(SANSHO, [...args, '--passphrase-file', passphraseFile], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.stdin.end(`${NONE_KNOWN}\n`)
    while (child.exitCode === null && !fs.existsSync(lingers)) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    child.kill('SIGTERM')
    await ended
    const [lingering = '', folder = ''] = fs.readFileSync(lingers, 'utf8').trim().split(' ')
    const status = `/proc/${lingering}/status`
    // One that has ended may wait for its parent to ask for it.
    const isRunning = fs.existsSync(status) && !/State:\s+Z/.test(fs.readFileSync(status, 'utf8'))
    if (isRunning) process.kill(Number(lingering), 'SIGKILL')
    expect(isRunning).toBe(false)
    expect(fs.existsSync(folder)).toBe(false)
    expect(fs.readdirSync(out)).toEqual([])
    expect(audit().at(-1)).toMatchObject({ action: 'chart.export-failed', patientId: NONE_KNOWN })
  }, 60_000)

  test('by a kill while the browser printed, the next export takes the page away from memory', () => {
    const dead = spawnSync('true').pid
    const [page, alive] = [dead, process.pid].map((maker) => `/dev/shm/sansho-print-${maker}`)
    for (const folder of [page ?? '', alive ?? '']) {
      fs.mkdirSync(folder)
      fs.writeFileSync(path.join(folder, 'record.html'), 'a chart')
    }
    try {
      run(NONE_KNOWN, 'fhir')
      expect(fs.existsSync(page ?? '')).toBe(false)
      expect(fs.existsSync(alive ?? '')).toBe(true)
    } finally {
      fs.rmSync(alive ?? '', { recursive: true })
    }
  })
})
