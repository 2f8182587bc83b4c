/** Progress of long work for people: one line that is rewritten on a terminal, a line now and then elsewhere. */
import type { Language } from './verb.ts'

export interface Progress {
  readonly phase: string
  readonly files: number
  readonly bytes: number
  readonly patients: number
  /** 0 to 1. */
  readonly share: number
}

export interface ProgressPrinter {
  show(progress: Progress): void
  /** Ends the line, before anything else is printed. */
  end(): void
}

const TERMINAL_INTERVAL = 200
const PLAIN_INTERVAL = 10_000
const BAR = 20

const PHASES: Readonly<Record<string, Record<Language, string>>> = {
  'taking-over': { ja: '引き継ぎ', en: 'taking over' },
  reading: { ja: '読み取り', en: 'reading' },
  arranging: { ja: '整理', en: 'arranging' },
  indexing: { ja: '索引作成', en: 'indexing' },
  checking: { ja: '照合', en: 'checking' },
  publishing: { ja: '公開', en: 'publishing' },
}

/** To the error stream, so that standard output stays the result's. */
export function textProgress(language: Language): ProgressPrinter {
  const out = process.stderr
  const begun = performance.now()
  const interval = out.isTTY ? TERMINAL_INTERVAL : PLAIN_INTERVAL
  let shownAt = out.isTTY ? Number.NEGATIVE_INFINITY : begun
  let phase = ''
  let isOpen = false
  return {
    show(progress) {
      const now = performance.now()
      const isNewPhase = progress.phase !== phase && out.isTTY
      if (!isNewPhase && now - shownAt < interval) return
      shownAt = now
      phase = progress.phase
      const line = progressLine(progress, (now - begun) / 1000, language)
      out.write(out.isTTY ? `\r\x1b[2K${line}` : `${line}\n`)
      isOpen = out.isTTY
    },
    end() {
      if (isOpen) out.write('\r\x1b[2K')
      isOpen = false
    },
  }
}

/** One JSON object a line on standard output, at most one a second. */
export function jsonProgress(): ProgressPrinter {
  let shownAt = Number.NEGATIVE_INFINITY
  let phase = ''
  return {
    show(progress) {
      const now = performance.now()
      if (progress.phase === phase && now - shownAt < 1000) return
      shownAt = now
      phase = progress.phase
      process.stdout.write(`${JSON.stringify({ progress })}\n`)
    },
    end() {},
  }
}

function progressLine(progress: Progress, seconds: number, language: Language): string {
  const { files, bytes, patients, share } = progress
  const phase = PHASES[progress.phase]?.[language] ?? progress.phase
  const full = Math.round(share * BAR)
  const bar = `${'#'.repeat(full)}${'-'.repeat(BAR - full)}`
  const rate = seconds > 0 ? Math.round(files / seconds) : 0
  const left = share > 0.01 && share < 1 ? (seconds / share) * (1 - share) : 0
  const megabytes = (bytes / 1e6).toFixed(0)
  return language === 'ja'
    ? `${phase} [${bar}] ${files} 件 ${megabytes} MB 患者 ${patients} 人 ${rate} 件/秒 残り ${duration(left)}`
    : `${phase} [${bar}] ${files} files ${megabytes} MB ${patients} patients ${rate}/s ${duration(left)} left`
}

/** `0:07`, `1:02:03`. */
function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const tail = String(s).padStart(2, '0')
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${tail}` : `${m}:${tail}`
}
