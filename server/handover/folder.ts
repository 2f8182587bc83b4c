/** A handover as a folder that any browser opens: pages, documents as they may safely be shown, DICOM files with an index. */
import { RECENT_DAYS } from '../charts/medications.ts'
import { documentFiles, documentList } from './documents.ts'
import type { ArchiveFile } from './encrypted-zip.ts'
import type { Handover } from './facts.ts'
import { imageFiles, imageList } from './images.ts'
import type { Making } from './making.ts'
import { html, type Markup } from './markup.ts'
import { administrationTable, dispenseTable, orderTable } from './medicine-tables.ts'
import { missingBlock } from './missing.ts'
import { otherFacts } from './other-facts.ts'
import { PAGES, pageOf } from './page.ts'
import { procedureTable } from './procedures.ts'
import { allergyBlock, encounterTable, problemTable, resultTable } from './tables.ts'

const README = `参照 Sansho: 患者の引継ぎ資料 / handover of a patient's record

index.html をブラウザで開いてください。インターネットにも病院のネットワークにもつながりません。
Open index.html in a browser. It asks for nothing from any network.

missing.html に、この資料に欠けているものと注意を書いています。必ず読んでください。
missing.html says what is missing here. Read it.

images/ の .dcm は DICOM ファイルです（images/INDEX.tsv に一覧）。DICOM ビューアで開けます。
The .dcm files in images/ are DICOM (listed in images/INDEX.tsv); any DICOM viewer opens them.

SHA256SUMS で内容を確かめられます / to check the contents: sha256sum -c SHA256SUMS
`

/** Every file of the folder; images are read one at a time. */
export async function* folderFiles(making: Making): AsyncGenerator<ArchiveFile> {
  yield { name: 'README.txt', content: [Buffer.from(README)] }
  for (const [name, title] of PAGES) {
    const body = BODIES[name](making)
    yield { name, content: [pageOf({ ...making, name, title, body })] }
  }
  yield* documentFiles(making)
  yield* imageFiles(making.handover)
}

const BODIES: Readonly<Record<(typeof PAGES)[number][0], (making: Making) => Markup>> = {
  'index.html': ({ handover }) => summaryBody(handover),
  'medications.html': ({ handover }) => medicationsBody(handover),
  'results.html': ({ handover }) => resultTable(handover.measurements),
  'documents.html': ({ handover }) => documentList(handover),
  'images.html': ({ handover }) => imageList(handover),
  'missing.html': ({ handover, format }) => missingBlock(handover, format),
}

export function summaryBody(handover: Handover): Markup {
  const current = handover.medicines.filter((order) => order.currentBy !== null)
  const endUnknown = handover.medicines.filter((order) => order.currentBy === null)
  return html`<h2>アレルギー / Allergies</h2>${allergyBlock(handover)}
<h2>血液型・感染症・予定 / Blood type, infections, scheduled</h2>${otherFacts(handover)}
${currentHeading(handover)}${orderTable(current, handover.currentAt)}
${endUnknown.length === 0 ? '' : html`<p>終わりの日が分からない処方（${RECENT_DAYS}日以内に始まったもの、資料でも不明のもの）。続いているかは不明 / prescriptions without a known end, of the last ${RECENT_DAYS} days or left unclear by their source: unknown whether they go on</p>${orderTable(endUnknown, handover.currentAt)}`}
${handover.lasting.length === 0 ? '' : html`<p>調剤の記録だけにあるもの（対応するオーダが上にない。服用中かは不明） / dispensed only: no order above tells of it, unknown whether it is taken</p>${dispenseTable(handover.lasting)}`}
<h2>病名 / Problems</h2>${problemTable(handover)}
<h2>手術・処置 / Procedures</h2>${procedureTable(handover)}
<h2>受診・入退院 / Encounters</h2>${encounterTable(handover)}`
}

/** Nobody who is dead takes anything: it is what ran when they died. */
function currentHeading({ currentAt: { moment, basis } }: Handover): Markup {
  const heads = {
    'as-of': '現在の薬剤 / Current medicines',
    death: '死亡時に続いていた薬剤 / Medicines current at death',
    'death-undated': '最後まで続いていた薬剤（死亡日不明） / Last medicines, day of death unknown',
  }
  const when = basis === 'death' ? '死亡時 / the death' : '基準日 / as-of'
  return html`<h2>${heads[basis]}</h2>
<p>${when} (${moment}) が投与期間に入るか、終了日がなく資料で継続中または72時間以内に実施のもの / orders whose period covers it; without an end, those active in the source or given within 72 hours</p>`
}

export function medicationsBody(handover: Handover): Markup {
  return html`<h2>処方・注射 / Orders</h2>${orderTable(handover.orders, handover.currentAt)}
${handover.dispenses.length === 0 ? '' : html`<h2>調剤（オーダとは別の記録。服用の証拠ではない） / Dispensed: apart from orders, no proof that it was taken</h2>${dispenseTable(handover.dispenses)}`}
<h2>実施 / Given</h2>${administrationTable(handover)}`
}
