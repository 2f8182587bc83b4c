/** A structured report as a document: headings, and a line for each name with its value. */
import type { ContentItem, StructuredReport } from './content-tree.ts'
import type { ObjectWords } from './object-words.ts'

interface ReportDocumentProps {
  readonly report: StructuredReport
  readonly words: ObjectWords
}

export function ReportDocument({ report, words }: ReportDocumentProps) {
  const { root, completion, verification, verifiedBy, at, isCut } = report
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <article className="object-paper report" tabIndex={0}>
      <h2>{root.name || words.untitled}</h2>
      <p className="report-facts">
        {at !== '' && (
          <span>
            {words.at} {at}
          </span>
        )}
        {completion !== '' && <span>{words.completion[completion] ?? completion}</span>}
        {verification !== '' && <span>{words.verification[verification] ?? verification}</span>}
        {verifiedBy.length > 0 && (
          <span>
            {words.verifiedBy} {verifiedBy.join('、')}
          </span>
        )}
      </p>
      <Children items={root.children} words={words} />
      {isCut && <p role="alert">{words.cut}</p>}
    </article>
  )
}

function Children({ items, words }: { items: readonly ContentItem[]; words: ObjectWords }) {
  if (items.length === 0) return null
  return (
    <ul>
      {items.map((item, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item's place in the tree is its identity
        <li key={n} className={item.type === 'CONTAINER' ? 'report-section' : ''}>
          {item.type === 'CONTAINER' ? (
            <h3>{item.name}</h3>
          ) : (
            <p>
              {item.name !== '' && <b>{item.name}</b>}
              <span>{valueText(item, words)}</span>
            </p>
          )}
          <Children items={item.children} words={words} />
        </li>
      ))}
    </ul>
  )
}

function valueText({ value, references }: ContentItem, words: ObjectWords): string {
  if (references.length > 0) return words.image(references.length)
  return value === '' ? words.noValue : value
}
