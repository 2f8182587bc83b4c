/** Badges of card size, ten on a page, to be cut out; and PIN letters, four on a page, to be folded and sealed. */
import { createPortal } from 'react-dom'
import type { BadgesAnswer } from '../../model/api/administration.ts'
import { ROLE_WORDS } from '../../model/codes/roles.ts'
import { useWords } from '../language/language.tsx'
import { Barcode } from '../printing/forms/barcode.tsx'
import '../printing/forms/forms.css'
import '../printing/paper.css'
import './badge-paper.css'
import { useOfficeWords } from './words.ts'

export type BadgePages = 'badges' | 'pins'

type Badge = BadgesAnswer['badges'][number]

const ON_A_PAGE: Readonly<Record<BadgePages, number>> = { badges: 10, pins: 4 }

interface BadgePaperProps {
  readonly badges: readonly Badge[]
  readonly pages: BadgePages
}

export function BadgePaper({ badges, pages }: BadgePaperProps) {
  const count = ON_A_PAGE[pages]
  const sheets = Array.from({ length: Math.ceil(badges.length / count) }, (_, at) =>
    badges.slice(at * count, (at + 1) * count),
  )
  return createPortal(
    <div className="paper">
      {sheets.map((sheet) => (
        <section key={sheet[0]?.serial} className={`label-page ${pages}-page`}>
          {sheet.map((badge) =>
            pages === 'badges' ? (
              <BadgeCard key={badge.serial} badge={badge} />
            ) : (
              <PinLetter key={badge.serial} badge={badge} />
            ),
          )}
        </section>
      ))}
    </div>,
    document.body,
  )
}

function BadgeCard({ badge }: { badge: Badge }) {
  const { code } = useWords()
  const { badges: words } = useOfficeWords()
  return (
    <article className="badge-card">
      <small>{words.title}</small>
      <b>{badge.displayName}</b>
      <span>
        {code(ROLE_WORDS, badge.role)} · {words.number(badge.serial)}
      </span>
      <Barcode text={badge.secret} module={0.25} room={79} height={12} />
      <small>{words.found}</small>
    </article>
  )
}

function PinLetter({ badge }: { badge: Badge }) {
  const { badges: words } = useOfficeWords()
  return (
    <article className="pin-letter">
      <h2>
        {badge.displayName} <small>{words.number(badge.serial)}</small>
      </h2>
      <p>{words.pinTitle}</p>
      <hr />
      <small>{words.fold}</small>
      <p className="pin">{badge.pin}</p>
      <p>{words.howTo}</p>
    </article>
  )
}
