/** What was made of an object, found again by the object itself: lines that resemble each other share their objects (see similar-lines.ts). */

/** Then all are forgotten: an object that no other line shares is not worth more. */
const REMEMBERED = 2_000

/** @param make gives equal results for the same object, which nobody changes */
export function byObject<From extends object, Made>(
  make: (from: From) => Made,
): (from: From) => Made {
  const made = new Map<From, Made>()
  return (from) => {
    const before = made.get(from)
    if (before !== undefined) return before
    const now = make(from)
    if (made.size >= REMEMBERED) made.clear()
    made.set(from, now)
    return now
  }
}
