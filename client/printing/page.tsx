/** One page of paper: whose it is and as of when on top, what came between, who printed it and n/m at the foot. */
import type { ReactNode } from 'react'
import { formatMoment } from '../parts/dates.ts'
import { BirthDate, Sex } from '../parts/identity.tsx'
import { Known } from '../parts/known.tsx'
import type { Block, PrintedBy, PrintTable, Sheet, Subject } from './sheet.ts'
import { useSpeech } from './words.ts'

interface SheetPageProps {
  readonly sheet: Sheet
  readonly printed: PrintedBy
  readonly number: number
  readonly count: number
  readonly children: ReactNode
}

export function SheetPage({ sheet, printed, number, count, children }: SheetPageProps) {
  const { print } = useSpeech()
  return (
    <section className="page">
      <header className="page-head">
        {sheet.subject !== null && <PageSubject subject={sheet.subject} />}
        <PageProvenance sheet={sheet} />
      </header>
      <div className="page-body">{children}</div>
      <footer className="page-foot">
        <span>{sheet.title}</span>
        <span>{print.printedAt(formatMoment(printed.at), printed.by)}</span>
        <b className="page-number">
          {number}/{count}
        </b>
      </footer>
    </section>
  )
}

/** What is unknown is said with its name: of a patient of whom only a number is known, four words `unknown` would stand in a row. */
function PageSubject({ subject }: { subject: Subject }) {
  const { words } = useSpeech()
  return (
    <p className="page-subject">
      <span>
        {words.identity.id} <b>{subject.patientId}</b>
      </span>
      <b className="page-name">
        {subject.name === '' && `${words.identity.name} `}
        <Known text={subject.name} />
      </b>
      {(subject.name !== '' || subject.kana !== '') && (
        <span>
          <Known text={subject.kana} />
        </span>
      )}
      <span>
        {!isDated(subject) && `${words.identity.birthDate} `}
        <b>
          <BirthDate time={subject.birthDate} />
        </b>
      </span>
      <span>
        {subject.sex === '' && `${words.identity.sex} `}
        <b>
          <Sex sex={subject.sex} />
        </b>
      </span>
    </p>
  )
}

function isDated({ birthDate }: Subject): boolean {
  return birthDate.at !== null || birthDate.text !== ''
}

function PageProvenance({ sheet }: { sheet: Sheet }) {
  const { words, print } = useSpeech()
  const { generation, asOf, sources, partial, gapCount, spanCount, ownAsOf } = sheet.provenance
  return (
    <p className="page-provenance">
      <strong>
        {print.reference} / {print.referenceOther}
      </strong>
      <span>
        {words.frame.asOf} <b>{formatMoment(asOf)}</b>
      </span>
      <span>
        {words.frame.generation} {generation}
      </span>
      {sources.length > 1 &&
        sources.map((source) => (
          <span key={source.label}>
            {source.label} {formatMoment(source.asOf)}
          </span>
        ))}
      {ownAsOf !== null && (
        <b>{words.banner.ownAsOf(ownAsOf.source, formatMoment(ownAsOf.asOf))}</b>
      )}
      {partial !== '' && <b>{words.frame.partial}</b>}
      {gapCount === 0 && spanCount === 0 && <span>{print.noGaps}</span>}
      {gapCount > 0 && <b>{words.gaps.count(gapCount)}</b>}
      {spanCount > 0 && <b>{words.gaps.spans(spanCount)}</b>}
    </p>
  )
}

/** Blocks one after another; rows of one table that follow one another stand in one table under its head. */
export function Blocks({ blocks }: { blocks: readonly Block[] }) {
  const runs: { table: PrintTable | undefined; blocks: Block[] }[] = []
  for (const block of blocks) {
    const last = runs.at(-1)
    if (last !== undefined && last.table === block.table) last.blocks.push(block)
    else runs.push({ table: block.table, blocks: [block] })
  }
  return runs.map((run, at) =>
    run.table === undefined ? (
      run.blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are printed once and never move
        <div key={`${at} ${index}`} data-block className={block.className}>
          {block.node}
        </div>
      ))
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: blocks are printed once and never move
      <table key={at} className={`print-table ${run.table.className}`}>
        <thead>
          <tr>{run.table.head}</tr>
        </thead>
        <tbody>
          {run.blocks.map((block, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: blocks are printed once and never move
            <tr key={index} data-block className={block.className}>
              {block.node}
            </tr>
          ))}
        </tbody>
      </table>
    ),
  )
}
