/** A text of the record, or the word for "unknown": never an empty place. */
import { useWords } from '../language/language.tsx'

export function Known({ text }: { text: string }) {
  const { words } = useWords()
  if (text === '') return <span className="unknown">{words.unknown}</span>
  return <>{text}</>
}
