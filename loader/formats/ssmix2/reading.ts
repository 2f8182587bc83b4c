import type { Message } from './segment.ts'

/** One message and what its place in the storage says of it: what every reader of records is given. */
export interface Reading {
  readonly message: Message
  /** The patient folder's id: the id under which every record of the file is filed. */
  readonly patientId: string
  readonly dataType: string
  /** Order number of the file name, '' where the type has none. */
  readonly orderNo: string
  /** Date of the folder as written, `-` for undated types. */
  readonly folderDate: string
}
