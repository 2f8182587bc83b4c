/** One request for all who ask for the same at the same time; it is given up when the last of them has left. */

interface Reading {
  readonly answer: Promise<unknown>
  readonly control: AbortController
  readers: number
}

/** Readings under way, by what is read. */
export type Readings = Map<string, Reading>

/** Rejects with the reader's own reason when `signal` fires; the others go on waiting. Without a signal a reader never leaves. */
export function readShared<T>(
  readings: Readings,
  what: string,
  signal: AbortSignal | undefined,
  read: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const reading = readings.get(what) ?? begin(readings, what, read)
  reading.readers++
  return new Promise<T>((resolve, reject) => {
    const leave = () => {
      reading.readers--
      if (reading.readers === 0) {
        forget(readings, what, reading)
        reading.control.abort()
      }
      reject(signal?.reason)
    }
    if (signal?.aborted) {
      leave()
      return
    }
    signal?.addEventListener('abort', leave)
    ;(reading.answer as Promise<T>)
      .then(resolve, reject)
      .finally(() => signal?.removeEventListener('abort', leave))
  })
}

function begin(
  readings: Readings,
  what: string,
  read: (signal: AbortSignal) => Promise<unknown>,
): Reading {
  const control = new AbortController()
  const reading: Reading = { answer: read(control.signal), control, readers: 0 }
  readings.set(what, reading)
  const done = () => forget(readings, what, reading)
  reading.answer.then(done, done)
  return reading
}

function forget(readings: Readings, what: string, reading: Reading): void {
  if (readings.get(what) === reading) readings.delete(what)
}
