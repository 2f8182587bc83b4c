/**
 * SQL over the read model. Every statement is declared once, at module level, beside the code that uses it,
 * so that a test can ask SQLite for the plan of each.
 */

/** Values bound by name; lists are handed over as JSON text and opened with `json_each`. */
export type Parameters = Readonly<Record<string, string | number | null>>

export interface Statement<Row> {
  readonly sql: string
  /** Only for the type of a row; always undefined. */
  readonly row?: Row
}

const declared: Statement<unknown>[] = []

/** Declares a statement. `Row` is what one row of its answer holds, by column name. */
export function statement<Row>(sql: string): Statement<Row> {
  const made: Statement<Row> = { sql }
  declared.push(made)
  return made
}

/** Every statement declared by the modules loaded so far. */
export function declaredStatements(): readonly Statement<unknown>[] {
  return declared
}

/**
 * Condition that holds for all rows of one person: the surviving patient and those merged into it.
 * Needs `@patients`, a JSON array of row ids.
 */
export const OF_PATIENT = 'patient IN (SELECT value FROM json_each(@patients))'
