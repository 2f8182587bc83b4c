/**
 * Orders that a later message cancels from another folder. A cancellation carries its order's number; filed under the same
 * date it supersedes the order as its newer version, but senders also file it under the day of the cancellation. HL7 v2.5
 * ch. 4 ORC-1, table 0119.
 *
 * Rule: an order takes over the control of the newest later message of the same patient, kind and order number that ends
 * it. Where the message names a group (ORC-4) or the order's own items (OBR-4), it ends those only. What is ordered again
 * later under the number is not touched.
 */
import { isCancelled } from '../../model/codes/hl7-tables.ts'
import type { Connection } from './generation-database.ts'

interface OrderTable {
  readonly table: 'medication_order' | 'clinical_order'
  /** What must agree beside patient and order number. */
  readonly kind: (row: string) => string
  /** What a message may narrow itself to. */
  readonly part: 'group_no' | 'item_id'
}

const ORDER_TABLES: readonly OrderTable[] = [
  { table: 'medication_order', kind: (row) => `${row}.form`, part: 'group_no' },
  {
    table: 'clinical_order',
    kind: (row) => `${row}.category || ${row}.performed`,
    part: 'item_id',
  },
]
/** Codes of table 0119; statuses of other standards end their own record only. */
const ORDER_CONTROL = /^[A-Z]{2}$/i

export function settleOrders(db: Connection): void {
  for (const each of ORDER_TABLES) endOrders(db, each)
}

function endOrders(db: Connection, { table, kind, part }: OrderTable): void {
  const controls = db
    .prepare<[], string>(`SELECT DISTINCT control FROM ${table} WHERE standing = 1`)
    .pluck()
    .all()
    .filter((control) => ORDER_CONTROL.test(control) && isCancelled(control))
  if (controls.length === 0) return
  const ending = JSON.stringify(controls)
  db.exec('DROP TABLE IF EXISTS work.order_end')
  db.prepare(
    `CREATE TABLE work.order_end AS
     SELECT c.patient, ${kind('c')} AS kind, c.order_no, c.${part} AS part, c.control, c.file_id, f.version_time
     FROM ${table} c JOIN manifest.file f ON f.id = c.file_id
     WHERE c.standing = 1 AND c.order_no <> '' AND c.control IN (SELECT value FROM json_each(?))`,
  ).run(ending)
  db.exec('CREATE INDEX work.order_end_key ON order_end (patient, order_no)')
  // A message that names none of the order's parts means all of it.
  db.prepare(
    `UPDATE ${table} SET control = e.control
     FROM (SELECT id, control, row_number() OVER (PARTITION BY id ORDER BY version_time DESC) AS place
           FROM (SELECT o.id, c.control, c.version_time, c.part = o.${part} AS is_named,
                   max(c.part = o.${part}) OVER (PARTITION BY o.patient, o.order_no, c.file_id) AS names_parts
                 FROM ${table} o CROSS JOIN work.order_end c ON c.patient = o.patient AND c.order_no = o.order_no
                   AND c.kind = ${kind('o')} AND c.file_id <> o.file_id
                 JOIN manifest.file f ON f.id = o.file_id
                 WHERE o.standing = 1 AND f.version_time < c.version_time
                   AND o.control NOT IN (SELECT value FROM json_each(?)))
           WHERE is_named = names_parts) e
     WHERE e.id = ${table}.id AND e.place = 1`,
  ).run(ending)
}
