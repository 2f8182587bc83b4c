/** The verbs that verb-campaign.ts breaks off: how each is set up, asked, and judged. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

interface Place {
  /** Everything that the verb writes lies in it. */
  readonly place: string
  readonly medium: string
  /** From 1: each command of a campaign has its own. */
  readonly round: number
}
interface Running extends Place {
  /** The program, unharmed. @throws Error when it fails */
  run(...args: string[]): string
}

export interface Attacked {
  readonly name: string
  prepare(place: Omit<Running, 'round'>): void
  /** Before each command. */
  before(place: Running): void
  command(place: Place): string[]
  /** The same command, unharmed. */
  again(place: Place & { isDone: boolean }): string[]
  /** What a kill between its publication and the change it belongs to has left: the second command asks to remove it. */
  undone?(place: Place): string
  /** Whether the second command may be refused with these words: the broken one had done it. */
  mayBeDone(told: string): boolean
  /** What is wrong behind the broken command. */
  faultsAfter(place: Running & { isDone: boolean }): string[]
  /** What is wrong when the same command was done afterwards. */
  faultsWhenDone(place: Running): string[]
}

const PASSWORD = 'correct-horse-battery-staple-9'
const data = ({ place }: { place: string }) => path.join(place, 'data')
const out = ({ place }: { place: string }) => path.join(place, 'out')

/** Its log is whole, and what is served is sound. */
function soundness({ place, run }: Running): string[] {
  try {
    run('audit', 'verify', '--data', data({ place }))
    if (fs.existsSync(path.join(data({ place }), 'generations'))) {
      run('verify', '--data', data({ place }))
    }
    return []
  } catch (error) {
    return [String(error)]
  }
}

/** Files that were made aside and stayed; a key that was never used, beside the one that is, harms nobody. */
function leftovers({ place }: { place: string }): string[] {
  return fs
    .readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) =>
      /(^|\/)\.(sansho|switch-|pruned|scratch|building)|\.part(\/|$)|\.partial|\.new$/.test(name),
    )
    .map((name) => `${name} lies about`)
}

const printing = () => fs.readdirSync('/dev/shm').filter((name) => name.startsWith('sansho-print-'))

function exportOf(format: string): Attacked {
  const archives = (place: Place) => fs.readdirSync(out(place)).filter((n) => n.endsWith('.zip'))
  const faults = (place: Place) =>
    archives(place).flatMap((name) => {
      const tested = spawnSync('7z', ['t', `-p${PASSWORD}`, path.join(out(place), name)], {
        encoding: 'utf8',
      })
      return tested.status === 0 ? [] : [`${name} is not whole: ${tested.stdout}`]
    })
  const command = (place: Place) => [
    ...['export', fs.readFileSync(path.join(place.place, 'patient'), 'utf8')],
    ...['--format', format, '--out', out(place), '--data', data(place)],
    ...['--passphrase-file', path.join(place.place, 'passphrase')],
  ]
  return {
    name: `export-${format}`,
    prepare({ place, medium, run }) {
      fs.mkdirSync(out({ place }))
      fs.writeFileSync(path.join(place, 'passphrase'), PASSWORD)
      run('load', medium, '--data', data({ place }))
      const id = fs
        .readdirSync(medium, { recursive: true, encoding: 'utf8' })
        .map((name) => path.basename(name))
        .find((name) => /^\d{10}$/.test(name))
      fs.writeFileSync(path.join(place, 'patient'), id ?? '')
    },
    before(place) {
      for (const name of archives(place)) fs.rmSync(path.join(out(place), name))
    },
    command,
    again(place) {
      for (const name of archives(place)) fs.rmSync(path.join(out(place), name))
      return command(place)
    },
    mayBeDone: () => false,
    faultsAfter: (place) => [...faults(place), ...soundness(place)],
    faultsWhenDone(place) {
      const found = archives(place)
      return [
        ...(found.length === 1 ? [] : [`${found.length} archives`]),
        ...faults(place),
        ...leftovers(place),
        ...printing().map((name) => `${name} lies in /dev/shm`),
      ]
    },
  }
}

const drillVerb: Attacked = {
  name: 'drill',
  prepare({ place, medium, run }) {
    run('load', medium, '--data', data({ place }))
  },
  before() {},
  command: (place) => ['drill', place.medium, '--facts', '1', '--data', data(place)],
  again: (place) => ['drill', place.medium, '--facts', '1', '--data', data(place)],
  mayBeDone: () => false,
  faultsAfter(place) {
    const drills = path.join(data(place), 'drills')
    const reports = fs.existsSync(drills)
      ? fs.readdirSync(drills).filter((name) => !name.startsWith('.'))
      : []
    return [...reports.flatMap((id) => unsigned(place, path.join(drills, id))), ...soundness(place)]
  },
  faultsWhenDone: (place) => [
    ...leftovers(place),
    ...printing().map((name) => `${name} lies in /dev/shm`),
  ],
}

/** A report that stands under its name is whole and signed. */
function unsigned({ run, place }: Running, folder: string): string[] {
  for (const name of ['report.html', 'report.json']) {
    if (!fs.existsSync(path.join(folder, name))) return [`${folder} has no ${name}`]
  }
  try {
    run('drill', 'verify', path.join(folder, 'report.json'), '--data', data({ place }))
    return []
  } catch (error) {
    return [String(error)]
  }
}

function twoGenerations({ place, medium, run }: Omit<Running, 'round'>): void {
  for (const _ of [1, 2]) run('load', medium, '--rehash', '--data', data({ place }))
}

const ids = (place: Place) =>
  fs.readdirSync(path.join(data(place), 'generations')).filter((name) => /^\d/.test(name))
const current = (place: Place) => fs.readlinkSync(path.join(data(place), 'generations', 'current'))
const other = (place: Place) => ids(place).find((id) => id !== current(place)) ?? ''

function activateVerb(): Attacked {
  let wanted = ''
  const command = (place: Place) => [
    ...['generations', 'activate', wanted, '--reason', 'test', '--data', data(place)],
  ]
  return {
    name: 'activate',
    prepare: twoGenerations,
    before(place) {
      wanted = other(place)
    },
    command,
    again: command,
    mayBeDone: () => false,
    faultsAfter: (place) => [
      ...(ids(place).includes(current(place)) ? [] : ['nothing is served']),
      ...soundness(place),
    ],
    faultsWhenDone: (place) => [
      ...(current(place) === wanted || wanted === '' ? [] : [`${wanted} is not served`]),
      ...leftovers(place),
    ],
  }
}

const pruneVerb: Attacked = {
  name: 'prune',
  prepare({ place, medium, run }) {
    twoGenerations({ place, medium, run })
    for (const name of fs.readdirSync(data({ place }))) {
      fs.cpSync(path.join(data({ place }), name), path.join(place, 'kept', name), {
        recursive: true,
        verbatimSymlinks: true,
      })
    }
  },
  before({ place }) {
    const generations = path.join(data({ place }), 'generations')
    fs.rmSync(generations, { recursive: true })
    fs.cpSync(path.join(place, 'kept', 'generations'), generations, {
      recursive: true,
      verbatimSymlinks: true,
    })
  },
  command: (place) => pruning(place),
  again: (place) => pruning(place),
  mayBeDone: () => false,
  faultsAfter(place) {
    const half = ids(place).filter((id) => spawnVerify(place, id) !== 0)
    return [...half.map((id) => `${id} is listed, but not whole`), ...soundness(place)]
  },
  faultsWhenDone: (place) => [
    ...(ids(place).length === 1 ? [] : [`${ids(place).length} generations`]),
    ...leftovers({ place: data(place) }),
  ],
}

function spawnVerify({ place, run }: Running, id: string): number {
  try {
    run('verify', '--generation', id, '--data', data({ place }))
    return 0
  } catch {
    return 1
  }
}

function pruning(place: Place): string[] {
  return [...['generations', 'prune', '--keep', '1', '--including-previous', '--data', data(place)]]
}

const terminalVerb: Attacked = {
  name: 'terminal',
  prepare({ place, run }) {
    fs.writeFileSync(path.join(place, 'passphrase'), PASSWORD)
    for (const user of ['suzuki', 'tanaka']) {
      run(
        ...['user', 'add', user, '--role', 'it', '--data', data({ place })],
        ...['--password-file', path.join(place, 'passphrase')],
      )
    }
  },
  before({ place, round, run }) {
    run(
      ...['terminal', 'request', `t-${round}`, '--place', 'er', '--allow', '10.0.0.1'],
      ...['--reason', 'test', '--by', 'suzuki', '--data', data({ place })],
      ...['--password-file', path.join(place, 'passphrase')],
    )
  },
  command: (place) => approving(place),
  again: (place) => approving(place),
  undone: ({ place, round }) => path.join(place, `t-${round}`),
  mayBeDone: (told) => /was approved already/.test(told),
  faultsAfter(place) {
    const folder = path.join(place.place, `t-${place.round}`)
    return [...(fs.existsSync(folder) ? kitFaults(place) : []), ...soundness(place)]
  },
  faultsWhenDone: (place) => [
    ...kitFaults(place),
    ...(isApproved(place) ? [] : ['it has its files, but is not approved']),
    ...leftovers(place),
  ],
}

function approving({ place, round }: Place): string[] {
  return [
    ...['terminal', 'approve', `t-${round}`, '--address', 'https://10.0.0.2:8443'],
    ...['--out', path.join(place, `t-${round}`), '--by', 'tanaka', '--data', data({ place })],
    ...['--password-file', path.join(place, 'passphrase')],
  ]
}

/** All five files, whole. */
function kitFaults({ place, round }: Running): string[] {
  const folder = path.join(place, `t-${round}`)
  const files = fs.existsSync(folder) ? fs.readdirSync(folder) : []
  const expected = ['README.txt', 'ca.crt', 'edge.reg', 'sansho.json', `t-${round}.p12`]
  const empty = files.filter((name) => fs.statSync(path.join(folder, name)).size === 0)
  return [
    ...(files.sort().join(' ') === expected.join(' ') ? [] : [`the folder holds ${files}`]),
    ...empty.map((name) => `${name} is empty`),
  ]
}

function isApproved({ place, round, run }: Running): boolean {
  return run('terminal', 'list', '--json', '--data', data({ place }))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; approvedBy: string })
    .some((each) => each.name === `t-${round}` && each.approvedBy !== '')
}

const STAFF = 12

const importVerb: Attacked = {
  name: 'import',
  prepare({ place }) {
    fs.mkdirSync(out({ place }))
  },
  before({ place, round }) {
    const rows = Array.from({ length: STAFF }, (_, n) => `u${round}-${n},職員${n},医師`)
    fs.writeFileSync(path.join(place, 'staff.csv'), ['利用者名,氏名,役割', ...rows].join('\n'))
  },
  command: (place) => importing(place),
  again: (place) => importing(place),
  undone: (place) => path.join(out(place), `${place.round}.html`),
  mayBeDone: (told) => /is registered already/.test(told),
  faultsAfter: (place) => [
    ...soundness(place),
    ...(registered(place) === 0 ? [] : sheetFaults(place)),
  ],
  faultsWhenDone: (place) => [...sheetFaults(place), ...leftovers(place)],
}

function importing(place: Place): string[] {
  return [
    ...['user', 'import', path.join(place.place, 'staff.csv')],
    ...['--sheet', path.join(out(place), `${place.round}.html`), '--data', data(place)],
  ]
}

/** The sheet with everybody's passphrase is there if and only if all of them are registered. */
function sheetFaults(place: Running): string[] {
  const sheet = path.join(out(place), `${place.round}.html`)
  const rows = fs.existsSync(sheet)
    ? fs.readFileSync(sheet, 'utf8').split('<tr><td>').length - 1
    : 0
  const users = registered(place)
  return rows === users ? [] : [`${rows} in the sheet, ${users} registered`]
}

function registered(place: Running): number {
  const state = path.join(data(place), 'state')
  const listed = fs.existsSync(state) ? place.run('user', 'list', '--data', data(place)) : ''
  return listed.split('\n').filter((line) => line.startsWith(`u${place.round}-`)).length
}

function userVerb(name: string, words: (place: Place) => string[], done: RegExp): Attacked {
  return {
    name,
    prepare({ place, run }) {
      if (name !== 'first') run('user', 'add', 'suzuki', '--role', 'it', '--data', data({ place }))
    },
    before({ place, round, run }) {
      if (name === 'first') fs.rmSync(data({ place }), { recursive: true, force: true })
      if (name === 'disable') run('user', 'add', `u${round}`, '--data', data({ place }))
    },
    command: (place) => [...words(place), '--data', data(place)],
    again: (place) => [...words(place), '--data', data(place)],
    mayBeDone: (told) => done.test(told),
    // Of an appliance that was never used, there may be no log yet.
    faultsAfter: (place) => (name === 'first' ? [] : soundness(place)),
    faultsWhenDone: (place) => [...soundness(place), ...leftovers(place)],
  }
}

export const VERBS: readonly Attacked[] = [
  exportOf('fhir'),
  exportOf('folder'),
  exportOf('pdf-packet'),
  drillVerb,
  activateVerb(),
  pruneVerb,
  terminalVerb,
  importVerb,
  userVerb('first', () => ['user', 'first', 'suzuki'], /never/),
  userVerb('add', ({ round }) => ['user', 'add', `u${round}`], /is taken already/),
  userVerb(
    'disable',
    ({ round }) => ['user', 'disable', `u${round}`, '--reason', 'x'],
    /ended|disabled/,
  ),
  userVerb('phase', ({ round }) => ['phase', 'set', String((round % 3) + 1), '--reason', 'x'], /./),
  userVerb('restrict', ({ round }) => ['restricted', 'add', String(round), '--reason', 'x'], /./),
]
