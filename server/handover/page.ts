/**
 * The frame of every page of a handover: whose it is, as of when, how much is missing. No script, nothing from anywhere: the
 * policy stands in the page itself, for the folder is opened without a server.
 */
import { createHash } from 'node:crypto'
import { HIDDEN_STYLE } from '../documents/html-page.ts'
import { asOfText, partialText } from '../fhir/gaps.ts'
import type { Handover } from './facts.ts'
import type { Format } from './making.ts'
import { html, type Markup, safe } from './markup.ts'
import { missingTexts } from './missing.ts'

const STYLE = `body{font:15px/1.6 system-ui,"Noto Sans CJK JP","Yu Gothic","Hiragino Sans",sans-serif;margin:0 auto;max-width:1200px;padding:1rem;color:#1a1a1a;background:#fff}
header{border:2px solid #1a1a1a;padding:.6rem .8rem;margin-bottom:1rem}
header p{margin:.15rem 0}.who{font-size:1.3rem;font-weight:700}.who small{font-size:.95rem;font-weight:400}
.warning{background:#fff3cd;border-left:6px solid #b45309;padding:.3rem .6rem}
nav{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;margin:.6rem 0 0}
nav [aria-current]{font-weight:700;text-decoration:none;color:inherit}
h1{font-size:1.35rem}h2{font-size:1.15rem;border-bottom:1px solid #999;margin-top:1.8rem}h3{font-size:1rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{border:1px solid #bbb;padding:.2rem .5rem;vertical-align:top;text-align:left;overflow-wrap:break-word}
th{background:#f2f2f2;font-weight:600}.when{white-space:nowrap}td p{margin:0}.void td{color:#666;text-decoration:line-through}
pre{white-space:pre-wrap;font:inherit}img{max-width:100%}
footer{margin-top:2rem;border-top:1px solid #999;font-size:.85rem;color:#444}
@media print{nav{display:none}body{max-width:none;padding:0;font-size:9.5pt;line-height:1.4}thead{display:table-header-group}tr{break-inside:avoid}}`

/** Our own pages have no other style than theirs; documents bring attributes of their own, and inline pictures. */
function policyOf(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64')
  return `default-src 'none'; style-src 'sha256-${hash}'`
}
const DOCUMENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

export const PAGES = [
  ['index.html', '要約 / Summary'],
  ['medications.html', '薬剤 / Medications'],
  ['results.html', '検査・バイタル / Results'],
  ['documents.html', '文書 / Documents'],
  ['images.html', '画像 / Images'],
  ['missing.html', '欠落 / What is missing'],
] as const

interface Page {
  readonly handover: Handover
  readonly format: Format
  readonly at: Date
  readonly restricted: boolean
  /** Name of the page within the folder. */
  readonly name: string
  readonly title: string
  readonly body: Markup
  /** Of a document: what the backup holds was made safe, and may bring styles and pictures. */
  readonly isDocument?: boolean
}

export function pageOf(page: Page): Buffer {
  const { handover, title, body } = page
  const { banner, patient } = handover
  const style = `${STYLE}${HIDDEN_STYLE}${paperStyle(page)}`
  const policy = page.isDocument === true ? DOCUMENT_POLICY : policyOf(style)
  return Buffer.from(
    html`${safe('<!doctype html>\n')}<html lang="ja"><head><meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${policy}"/>
<meta name="viewport" content="width=device-width"/>
<title>${title} — ${banner.name} ${patient.patientId}</title><style>${safe(style)}</style></head>
<body>
${header(page)}
<main><h1>${title}</h1>
${body}
</main>
${footer(page)}
</body></html>
`.markup,
  )
}

/**
 * The margins of each sheet (CSS Paged Media 3, margin boxes): sheets are taken apart, and each must say by itself whose it is, as of
 * when, that something is missing, and which of how many it is.
 */
function paperStyle({ handover, format, restricted }: Page): string {
  const { banner, patient, provenance } = handover
  const { birth, sex } = identityOf(handover)
  const missing = missingTexts(handover, format).length
  const who = `${banner.name || '氏名不明 / no name'}　ID ${patient.patientId}　${birth}　${sex}`
  const label = restricted ? '閲覧制限 / restricted　' : ''
  const asOf = provenance.asOf.replace('T', ' ')
  const what = `${asOf} 時点 / as of ${asOf}　読み取り専用の控え / a copy for reading　参照 Sansho`
  return `
@page{size:A4;margin:17mm 12mm 15mm;font:8pt system-ui,"Noto Sans CJK JP",sans-serif;
@top-left{content:${cssText(who)};font-weight:700}
@top-right{content:${cssText(`${label}欠落・注意 / missing: ${missing}`)}}
@bottom-left{content:${cssText(what)}}
@bottom-right{content:counter(page) " / " counter(pages)}}`
}

/** A CSS string (CSS Syntax 3, consume an escaped code point): nothing in it ends the string or the style element. */
function cssText(text: string): string {
  const escaped = text.replace(
    /[\p{Cc}"\\<>&]/gu,
    (sign) => `\\${sign.charCodeAt(0).toString(16)} `,
  )
  return `"${escaped}"`
}

function identityOf({ banner }: Handover): { birth: string; sex: string } {
  return {
    birth: banner.birthDate.at ?? (banner.birthDate.text || '不明 / unknown'),
    sex: { M: '男 / M', F: '女 / F' }[banner.sex] ?? (banner.sex || '不明 / unknown'),
  }
}

/** Other numbers under which this person's documents may stand. */
function otherNumbers({ banner, patient }: Handover): string {
  const values = banner.identifiers.map(({ value }) => value)
  return [...new Set(values)].filter((value) => value !== patient.patientId).join('、')
}

function header(page: Page): Markup {
  const { handover, format, name, restricted } = page
  const { banner, provenance } = handover
  const missing = missingTexts(handover, format).length
  const up = name.includes('/') ? '../' : ''
  const { birth, sex } = identityOf(handover)
  const numbers = otherNumbers(handover)
  const others = numbers === '' ? html`` : html`<p>ほかの番号 / other numbers ${numbers}</p>`
  const dead = banner.deceased
    ? html`<p class="warning"><b>死亡 / deceased ${banner.deceasedAt.text}</b></p>`
    : html``
  const label = restricted
    ? html`<p class="warning"><b>閲覧制限のあるカルテ / restricted record</b></p>`
    : html``
  const partial = partialText(provenance).map((text) => html`<p class="warning">${text}</p>`)
  const links = PAGES.map(([file, words]) =>
    file === name
      ? html`<span aria-current="page">${words}</span>`
      : html`<a href="${up}${file}">${words}</a>`,
  )
  return html`<header>
<p class="who">${banner.name || '氏名不明 / no name'} <small>${banner.kana}</small></p>
<p>患者番号 / ID <b>${handover.patient.patientId}</b>　生年月日 / born <b>${birth}</b> ${banner.birthDateEra}　性別 / sex <b>${sex}</b></p>
${others}<p>${asOfText(provenance)}</p>
${dead}${label}${partial}
<p class="warning">欠落・注意 ${missing} 件 / ${missing} notes on what is missing${format === 'folder' ? html`: <a href="${up}missing.html">一覧 / list</a>` : ''}</p>
${format === 'folder' ? html`<nav>${links}</nav>` : ''}
</header>`
}

function footer({ handover, at }: Page): Markup {
  const { id } = handover.generation.facts
  return html`<footer><p>参照 Sansho · ${at.toISOString()} · 世代 / generation ${id} · 読み取り専用の控え / a copy for reading</p></footer>`
}
