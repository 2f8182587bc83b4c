/** Facts drawn by chance from a generation, with where on the medium they came from. */
import path from 'node:path'
import Database from 'better-sqlite3'

export interface DrawnFact {
  readonly kind: FactKind
  /** Id in the order of the sources, from 1. */
  readonly source: number
  /** Within the source. */
  readonly path: string
  /** Of the file, when it was loaded. */
  readonly sha256: string
  /** What the chart shows and the raw file must say, each as the source wrote it. */
  readonly words: readonly string[]
}

export type FactKind = 'result' | 'allergy' | 'problem' | 'medication' | 'encounter'

/** `words`: columns joined by U+001F, empty ones are dropped. Only what looks valid in a chart is drawn. */
const DRAW: Readonly<Record<FactKind, string>> = {
  result: `
    SELECT 'result' AS kind, g.file_id, t.code || char(31) || o.value AS words
    FROM (SELECT id, file_id FROM observation_group WHERE standing = 1 ORDER BY random() LIMIT @count) g
    JOIN observation o ON o.group_id = g.id JOIN term t ON t.id = o.item_id
    GROUP BY g.id HAVING o.seq = min(o.seq)`,
  allergy: `
    SELECT 'allergy' AS kind, a.file_id, t.display AS words FROM allergy a JOIN term t ON t.id = a.substance_id
    WHERE a.standing = 1 AND a.state = 'present' ORDER BY random() LIMIT @count`,
  problem: `
    SELECT 'problem' AS kind, p.file_id, t.display AS words FROM problem p JOIN term t ON t.id = p.condition_id
    WHERE p.standing = 1 ORDER BY random() LIMIT @count`,
  medication: `
    SELECT 'medication' AS kind, m.file_id, t.display || char(31) || c.dose AS words
    FROM (SELECT id, file_id FROM medication_order WHERE standing = 1 ORDER BY random() LIMIT @count) m
    JOIN medication_component c ON c.medication_order = m.id JOIN term t ON t.id = c.drug_id
    GROUP BY m.id HAVING c.seq = min(c.seq)`,
  encounter: `
    SELECT 'encounter' AS kind, file_id, occurred_text AS words FROM encounter_event
    WHERE standing = 1 AND occurred_text <> '' ORDER BY random() LIMIT @count`,
}

interface Row {
  readonly kind: FactKind
  readonly words: string
  readonly source: number
  readonly path: string
  readonly sha256: string
}

/** @param generation its folder. @param count of each kind, where there are as many. */
export function drawFacts(generation: string, count: number): DrawnFact[] {
  const db = new Database(path.join(generation, 'chart.sqlite'), { readonly: true })
  try {
    db.prepare('ATTACH ? AS manifest').run(path.join(generation, 'manifest.sqlite'))
    return Object.values(DRAW).flatMap((draw) =>
      db
        .prepare<unknown[], Row>(
          `SELECT d.kind, d.words, f.source_id AS source, f.path, f.sha256
           FROM (${draw}) d JOIN manifest.file f ON f.id = d.file_id`,
        )
        .all({ count })
        .map(({ words, ...fact }) => ({
          ...fact,
          words: words.split('\u001f').filter((word) => word !== ''),
        })),
    )
  } finally {
    db.close()
  }
}
