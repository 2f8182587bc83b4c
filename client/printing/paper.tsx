/**
 * The paper of one print job. Sheets are laid out one by one in a hidden page of the true size, then all their pages stand
 * in the document for the browser's own print; on the screen they are never shown.
 */
import { type CSSProperties, memo, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { Blocks, SheetPage } from './page.tsx'
import './paper.css'
import './blocks.css'
import './tables.css'
import { fitLetters } from './fit-letters.ts'
import { type MeasuredBlock, type PageSpan, paginate } from './paginate.ts'
import type { PrintedBy, Sheet } from './sheet.ts'

export interface LaidOut {
  readonly sheet: Sheet
  readonly pages: readonly PageSpan[]
  /** Of a bare sheet: how large its letters are, of the largest that its stock allows. */
  readonly fit: number
}

interface Measuring {
  readonly sheet: Sheet
  readonly printed: PrintedBy
  readonly onMeasured: (laidOut: LaidOut) => void
}

interface PaperJob {
  readonly sheets: readonly LaidOut[]
  readonly printed: PrintedBy
}

export interface Paper {
  /** Finds the page breaks of a sheet. */
  layOut(sheet: Sheet, printed: PrintedBy): Promise<LaidOut>
  /** Puts the pages into the document, resolves once they are drawn. */
  show(job: PaperJob): Promise<void>
  clear(): void
  readonly element: React.ReactNode
}

const ONE_PAGE: PageSpan = { first: 0, end: 1 }

/** Held back from the foot of a page: a printer's letters may come out a hair wider than the screen's. */
const SPARE_PIXELS = 8

export function usePaper(): Paper {
  const [measuring, setMeasuring] = useState<Measuring | null>(null)
  const [job, setJob] = useState<PaperJob | null>(null)
  const onDrawn = useRef<(() => void) | null>(null)
  useLayoutEffect(() => {
    if (job !== null) onDrawn.current?.()
    onDrawn.current = null
  }, [job])

  const layOut = useCallback((sheet: Sheet, printed: PrintedBy): Promise<LaidOut> => {
    if (sheet.content.kind === 'page') {
      return Promise.resolve({ sheet, pages: [ONE_PAGE], fit: 1 })
    }
    return new Promise((onMeasured) => setMeasuring({ sheet, printed, onMeasured }))
  }, [])
  const show = useCallback(
    (next: PaperJob): Promise<void> =>
      new Promise((done) => {
        setMeasuring(null)
        onDrawn.current = done
        setJob(next)
      }),
    [],
  )
  const clear = useCallback(() => {
    setMeasuring(null)
    setJob(null)
  }, [])
  const element = createPortal(
    <>
      {measuring !== null && <MeasuringPage {...measuring} />}
      {job !== null && (
        <div className="paper">
          {job.sheets.map((laidOut, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: sheets are printed once and never move
            <SheetPages key={at} laidOut={laidOut} printed={job.printed} />
          ))}
        </div>
      )}
    </>,
    document.body,
  )
  return { layOut, show, clear, element }
}

const SheetPages = memo(function SheetPages({
  laidOut,
  printed,
}: {
  laidOut: LaidOut
  printed: PrintedBy
}) {
  const { sheet, pages, fit } = laidOut
  const { content } = sheet
  if (content.kind === 'bare') {
    return (
      <section className={content.className} style={{ '--fit': fit } as CSSProperties}>
        {content.body}
      </section>
    )
  }
  return pages.map((page, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pages are printed once and never move
    <SheetPage key={at} sheet={sheet} printed={printed} number={at + 1} count={pages.length}>
      {content.kind === 'page' ? (
        content.body
      ) : (
        <Blocks blocks={content.blocks.slice(page.first, page.end)} />
      )}
    </SheetPage>
  ))
})

/** A bare sheet as it is; else two pages of the true size: an empty one for the room it has, and one with everything on it for the heights. */
function MeasuringPage({ sheet, printed, onMeasured }: Measuring) {
  const box = useRef<HTMLDivElement>(null)
  const { content } = sheet
  useLayoutEffect(() => {
    if (box.current === null) return
    if (content.kind === 'bare') {
      const section = box.current.querySelector<HTMLElement>(':scope > section')
      onMeasured({ sheet, pages: [ONE_PAGE], fit: section === null ? 1 : fitLetters(section) })
    } else {
      onMeasured({ sheet, pages: measure(box.current, sheet), fit: 1 })
    }
  }, [sheet, content, onMeasured])
  if (content.kind === 'bare') {
    return (
      <div className="paper paper-measuring" ref={box} inert>
        <section className={content.className}>{content.body}</section>
      </div>
    )
  }
  const blocks = content.kind === 'flow' ? content.blocks : []
  return (
    <div className="paper paper-measuring" ref={box} inert>
      <SheetPage sheet={sheet} printed={printed} number={888} count={888}>
        {null}
      </SheetPage>
      <SheetPage sheet={sheet} printed={printed} number={888} count={888}>
        <Blocks blocks={blocks} />
      </SheetPage>
    </div>
  )
}

function measure(box: HTMLElement, sheet: Sheet): PageSpan[] {
  const [empty, full] = box.querySelectorAll<HTMLElement>('.page-body')
  if (empty === undefined || full === undefined || sheet.content.kind !== 'flow') return []
  const tables = new Map<object, number>()
  const heads = new Map<number, number>()
  const elements = full.querySelectorAll<HTMLElement>('[data-block]')
  const measured = sheet.content.blocks.map((block, at): MeasuredBlock => {
    const element = elements[at]
    if (element === undefined) throw new Error('a block of the paper was not drawn')
    let table: number | null = null
    if (block.table !== undefined) {
      table = tables.get(block.table) ?? tables.size
      tables.set(block.table, table)
      const head = element.closest('table')?.tHead
      if (!heads.has(table)) heads.set(table, head?.getBoundingClientRect().height ?? 0)
    }
    const { height } = element.getBoundingClientRect()
    return { height, keepWithNext: block.keepWithNext === true, table }
  })
  return paginate(measured, heads, empty.getBoundingClientRect().height - SPARE_PIXELS)
}
