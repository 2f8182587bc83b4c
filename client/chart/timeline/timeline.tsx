/** 2号用紙: by day, newest first; what was written on the left, what was ordered and done on the right. */

import { Fragment, memo, useCallback, useEffect, useMemo, useState } from 'react'
import type { TimelineAnswer, TimelineEntry } from '../../../model/api/chart/timeline.ts'
import type { Area } from '../../../model/api/common.ts'
import {
  DOCUMENT_CATEGORY_WORDS,
  ENCOUNTER_EVENT_WORDS,
  ORDER_CATEGORY_WORDS,
  TIMELINE_KIND_WORDS,
} from '../../../model/codes/chart-words.ts'
import type { WordTable } from '../../../model/codes/word.ts'
import { useWords } from '../../language/language.tsx'
import { byWhom } from '../../parts/by-whom.ts'
import { addDays, formatClock, formatDay, formatEraYear, weekday } from '../../parts/dates.ts'
import { DayBox } from '../../parts/day-box.tsx'
import { Failure } from '../../parts/failure.tsx'
import { NoRecord } from '../../parts/no-record.tsx'
import { DocumentLink } from '../documents/document-link.tsx'
import { DispenseStatus } from '../medications/dispense-table.tsx'
import { readPart, useChart } from '../open-chart.tsx'
import { SourcesOf } from '../otherwise.tsx'
import { PartFrame } from '../part-frame.tsx'
import { gatherDays, type TimelineDay } from './days.ts'
import {
  isFiltered,
  isWanted,
  markHits,
  NO_FILTER,
  type TimelineFilter,
  wordsOf,
} from './find-entries.ts'
import './timeline.css'
import { TimelineFilterBox } from './timeline-filter.tsx'

/** Everything that stands in it. */
const AREAS: readonly Area[] = [
  'documents',
  'orders',
  'medications',
  'labs',
  'problems',
  'encounters',
]

export function Timeline() {
  const [from, setFrom] = useState('')
  const of = from === '' ? 'timeline' : `timeline?before=${addDays(from, 1)}`
  return (
    <PartFrame<TimelineAnswer> of={of} areas={AREAS}>
      {(first) => <Pages key={of} first={first} from={from} onFrom={setFrom} />}
    </PartFrame>
  )
}

interface PagesProps {
  readonly first: TimelineAnswer
  /** The day to begin with; '' = the newest. */
  readonly from: string
  readonly onFrom: (day: string) => void
}

function Pages({ first, from, onFrom }: PagesProps) {
  const { words } = useWords()
  const chart = useChart()
  const [pages, setPages] = useState<readonly TimelineAnswer[]>([first])
  const [error, setError] = useState<unknown>(null)
  const [filter, setFilter] = useState<TimelineFilter>(NO_FILTER)
  const next = pages.at(-1)?.nextBefore ?? null
  const readNext = useCallback(async () => {
    if (next === null) return
    setError(null)
    try {
      const page = await readPart<TimelineAnswer>(chart, `timeline?before=${next}`)
      setPages((known) => [...known, page])
    } catch (failure) {
      setError(failure)
    }
  }, [chart, next])

  const entries = pages.flatMap((page) => page.entries)
  const undated = first.undated
  const chosen = (entry: TimelineEntry) => isWanted(entry, filter)
  const hits = useMemo(() => wordsOf(filter.text), [filter.text])
  // Who looks for something must not have to guess how far was looked.
  const looksFurther = isFiltered(filter) && next !== null && error === null
  useEffect(() => {
    if (looksFurther) void readNext()
  }, [looksFurther, readNext])
  const found = entries.filter(chosen)
  const foundUndated = undated.filter(chosen)
  const days = gatherDays(found)
  if (from === '' && entries.length === 0 && undated.length === 0) {
    return (
      <NoRecord
        text={words.timeline.none}
        gaps={first.patientGaps}
        areas={['documents', 'orders', 'encounters', 'labs', 'medications']}
        isWholeScreen
      />
    )
  }
  return (
    <>
      <div className="choices">
        <DayBox label={words.timeline.jump} day={from} onDay={onFrom} />
        {from !== '' && (
          <button type="button" onClick={() => onFrom('')}>
            {words.timeline.newest}
          </button>
        )}
        <TimelineFilterBox
          entries={[...entries, ...undated]}
          filter={filter}
          onFilter={setFilter}
        />
        {isFiltered(filter) && (
          <span className="missing" role="status">
            {next === null
              ? words.timeline.found(
                  found.length + foundUndated.length,
                  from === '' ? '' : formatDay(from),
                )
              : words.timeline.lookingFurther(formatDay(next))}
          </span>
        )}
      </div>
      {hits.length > 0 && <p className="none">{words.timeline.searchMeans}</p>}
      {days.map((day) => (
        <Day key={day.day} day={day} hits={hits} isNarrowed={isFiltered(filter)} />
      ))}
      {error !== null && <Failure error={error} />}
      {next === null ? (
        <p className="none">{words.timeline.end}</p>
      ) : (
        <p className="more">
          {words.timeline.upTo(formatDay(next))}
          <button type="button" onClick={() => void readNext()}>
            {words.timeline.older}
          </button>
        </p>
      )}
      {foundUndated.length > 0 && (
        <section className="timeline-day">
          <h2>{words.timeline.undated}</h2>
          <Sides entries={foundUndated} hits={hits} isNarrowed={isFiltered(filter)} />
        </section>
      )}
    </>
  )
}

interface DayProps {
  readonly day: TimelineDay
  /** Words that were looked for, to be marked. */
  readonly hits: readonly string[]
  /** Entries of the day may have been left out. */
  readonly isNarrowed: boolean
}

/** Drawn again only when something in it changes: a search reads page after page, and years of days stand above each new one. */
const Day = memo(function Day({ day, hits, isNarrowed }: DayProps) {
  const { words, language } = useWords()
  return (
    <section className="timeline-day">
      <h2>
        <span className="time">{formatDay(day.day)}</span>
        {day.day.length === 10 && (
          <small>
            {weekday(day.day, language)}
            {words.inBrackets(formatEraYear(day.day, language))}
          </small>
        )}
      </h2>
      <Sides entries={day.entries} hits={hits} isNarrowed={isNarrowed} />
    </section>
  )
}, isSameDay)

function isSameDay(before: DayProps, now: DayProps): boolean {
  const known = before.day.entries
  return (
    before.day.day === now.day.day &&
    before.hits === now.hits &&
    before.isNarrowed === now.isNarrowed &&
    known.length === now.day.entries.length &&
    known.every((entry, at) => entry === now.day.entries[at])
  )
}

interface SidesProps {
  readonly entries: readonly TimelineEntry[]
  readonly hits: readonly string[]
  readonly isNarrowed: boolean
}

function Sides({ entries, hits, isNarrowed }: SidesProps) {
  const { words } = useWords()
  const notes = entries.filter((each) => each.side === 'note')
  const acts = entries.filter((each) => each.side === 'act')
  return (
    <div className="sides">
      <div className="side">
        {notes.length === 0 && (
          <p className="none">{isNarrowed ? words.timeline.noneMatch : words.timeline.noNotes}</p>
        )}
        {notes.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries are read only and never move
          <Entry key={at} entry={entry} hits={hits} />
        ))}
      </div>
      <div className="side">
        {acts.length === 0 && (
          <p className="none">{isNarrowed ? words.timeline.noneMatch : words.timeline.noActs}</p>
        )}
        {acts.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries are read only and never move
          <Entry key={at} entry={entry} hits={hits} />
        ))}
      </div>
    </div>
  )
}

function Entry({ entry, hits }: { entry: TimelineEntry; hits: readonly string[] }) {
  const { words, code, note } = useWords()
  const { opened } = useChart()
  const clock = entry.at.at === null ? entry.at.text : formatClock(entry.at.at)
  const struck = entry.cancelled ? 'struck' : undefined
  const kind = kindText(code, entry)
  // The names of tests without values beside them read as results that are missing, unless it says that they were asked for.
  const isOrder = entry.kind === 'order'
  // What lies behind as-of was planned by then: nobody here knows whether it took place.
  const isPlanned = !entry.cancelled && (entry.at.at ?? '') > opened.asOf
  const lines = entry.document === '' ? entry.lines.map(note) : entry.lines
  return (
    <article className={`entry entry-${entry.kind}`}>
      <header>
        <span className="time">{clock}</span>
        <span className="mark">{isOrder ? words.timeline.ordered(kind) : kind}</span>
        {entry.kind === 'dispense' && <DispenseStatus status={entry.code} />}
        {entry.cancelled && <span className="mark missing">{words.medications.cancelled}</span>}
        {isPlanned && <span className="mark missing">{words.timeline.planned}</span>}
        <small>{byWhom(words, entry)}</small>
        <SourcesOf sources={entry.sources} />
      </header>
      <p className={struck}>
        {entry.document === '' ? (
          <b>
            <Marked text={entry.title} hits={hits} />
          </b>
        ) : (
          <DocumentLink document={entry.document}>
            <Marked text={entry.title || words.documents.untitled} hits={hits} />
          </DocumentLink>
        )}
      </p>
      {entry.lines.length > 0 && (
        <p className={struck ? `entry-lines ${struck}` : 'entry-lines'}>
          <Marked text={lines.join('\n')} hits={hits} />
        </p>
      )}
    </article>
  )
}

function Marked({ text, hits }: { text: string; hits: readonly string[] }) {
  if (hits.length === 0) return text
  return markHits(text, hits).map(({ text: piece, isHit }, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text have no identity
    isHit ? <mark key={index}>{piece}</mark> : <Fragment key={index}>{piece}</Fragment>,
  )
}

/** What the entry is: by its own category where its kind has categories, else by the kind alone. */
function kindText(code: (table: WordTable, code: string) => string, entry: TimelineEntry): string {
  const categories = CATEGORIES[entry.kind]
  return categories === undefined || entry.code === ''
    ? code(TIMELINE_KIND_WORDS, entry.kind)
    : code(categories, entry.code)
}

const CATEGORIES: Partial<Record<TimelineEntry['kind'], WordTable>> = {
  document: DOCUMENT_CATEGORY_WORDS,
  encounter: ENCOUNTER_EVENT_WORDS,
  order: ORDER_CATEGORY_WORDS,
  lab: ORDER_CATEGORY_WORDS,
  examination: ORDER_CATEGORY_WORDS,
  procedure: ORDER_CATEGORY_WORDS,
}
