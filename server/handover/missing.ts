/** What is missing from a handover, in sentences: gaps of the record, damage found now, and what a form leaves out by its nature. */
import { asOfText, gapText, partialText } from '../fhir/gaps.ts'
import type { Handover } from './facts.ts'
import type { Format } from './making.ts'
import { html, type Markup } from './markup.ts'

const LEFT_OUT: Readonly<Record<Format, readonly string[]>> = {
  fhir: [
    '画像ファイル（DICOM）は含まない。検査の一覧だけを含む / image files (DICOM) are not included, only the list of studies',
  ],
  folder: [
    '文書は表示できる形に直してある（スクリプトなどを除く）。元のバイトは FHIR 形式の引継ぎに含まれる / documents are made safe to show; their original bytes are in a handover as FHIR',
  ],
  'pdf-packet': [
    '画像ファイル（DICOM）は含まない / image files (DICOM) are not included',
    'PDF・写真の文書は documents フォルダにある / documents that are PDFs or pictures lie in the folder documents',
  ],
}

const NO_ORDERS =
  '食事・検査・リハビリなどの指示は含まない（結果・報告書・予定は含む） / orders of diets, tests and therapies are not included (results, reports and what is booked are)'

/** Every sentence about what is missing; the first ones weigh most. */
export function missingTexts(handover: Handover, format: Format): string[] {
  const { provenance, deletedDocuments, studies } = handover
  const notCopied = studies.filter(({ row }) => !row.inBackup).length
  return [
    ...partialText(provenance),
    ...damagedTexts(handover),
    ...provenance.patientGaps.map(gapText),
    ...(deletedDocuments === 0
      ? []
      : [
          `記録元が削除した文書 ${deletedDocuments} 件は含まない / ${deletedDocuments} documents deleted by the source are left out`,
        ]),
    ...(notCopied === 0
      ? []
      : [
          `画像がこのバックアップにない検査 ${notCopied} 件 / ${notCopied} studies whose images are not in this backup`,
        ]),
    ...(format === 'folder' ? imageTexts(handover) : []),
    NO_ORDERS,
    ...LEFT_OUT[format],
  ]
}

/** Images of the backup whose pixels were left on its medium. */
export function countUncopied({ studies }: Handover): number {
  const instances = studies.flatMap(({ series }) => series.flatMap((each) => each.instances))
  return instances.filter(({ instance }) => instance === '').length
}

function imageTexts(handover: Handover): string[] {
  const uncopied = countUncopied(handover)
  const { away } = handover
  return [
    ...(uncopied === 0
      ? []
      : [
          `画素を複製せずに取り込んだため渡せない画像 ${uncopied} 枚 / ${uncopied} images are left out: they were loaded without their pixels`,
        ]),
    ...(away.size === 0
      ? []
      : [
          `バックアップ媒体がつながっていないか読めないため渡せない画像 ${away.size} 枚 / ${away.size} images are left out: their backup medium is not connected, or can't be read`,
        ]),
  ]
}

function damagedTexts({ documents, damaged }: Handover): string[] {
  const named = documents
    .filter(({ stored }) => stored?.parts.some(({ blob }) => damaged.has(blob)) === true)
    .map(
      ({ row }) =>
        `文書が読み込み後に壊れている / document damaged after it was loaded: ${row.title}`,
    )
  return named.length < damaged.size
    ? [
        ...named,
        `壊れていて渡せないファイル ${damaged.size} 個 / ${damaged.size} files are damaged and left out`,
      ]
    : named
}

export function missingBlock(handover: Handover, format: Format): Markup {
  const texts = missingTexts(handover, format)
  return html`<p>${asOfText(handover.provenance)}</p>
<ul>${texts.map(
    (text) => html`<li>${text}</li>
`,
  )}</ul>
<p>ここにないことは「なかった」ことを意味しない。この資料は読み取り専用の控えであり、元の診療録に代わるものではない。 /
What does not stand here may still have happened. This is a copy for reading, not the original record.</p>`
}
