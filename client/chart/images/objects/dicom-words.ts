/** Texts, codes and numbers of a data set that is read for its words. */
import type { DataSet } from 'dicom-parser'
import { bytesOf, items, text } from '../../../../model/dicom-pixels/element-values.ts'
import { type DetectedText, decodeDicomText } from '../../../../model/dicom-text.ts'

/** Reads texts of one file by its Specific Character Set. */
export interface DicomWords {
  text(dataSet: DataSet | undefined, tag: string): string
  /** Code Meaning of the first item of a code sequence, else its Code Value. */
  code(dataSet: DataSet | undefined, tag: string): string
}

export function dicomWords(file: DataSet): DicomWords {
  const charset = text(file, 'x00080005')
  const words: DicomWords = {
    text(dataSet, tag) {
      if (dataSet?.elements[tag] === undefined) return ''
      return decodeDicomText(bytesOf(dataSet, tag), charset, detect).text.trim()
    },
    code(dataSet, tag) {
      const item = items(dataSet, tag)[0]
      return words.text(item, 'x00080104') || words.text(item, 'x00080100')
    },
  }
  return words
}

/** Undeclared bytes, as Japanese devices write them. */
function detect(bytes: Uint8Array): DetectedText {
  for (const charset of ['utf-8', 'shift_jis', 'euc-jp']) {
    try {
      return { text: new TextDecoder(charset, { fatal: true }).decode(bytes), charset, sound: true }
    } catch {
      // Not this one; the last resort below reads anything.
    }
  }
  return { text: new TextDecoder().decode(bytes), charset: 'utf-8', sound: false }
}

/** `20221030`, `20221030091512.5+0900`, `091512` as people read them; other texts stay. */
export function readableTime(value: string): string {
  const full = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?/.exec(value)
  if (full !== null) {
    const [, year, month, day, hour, minute] = full
    return `${year}/${month}/${day}${hour === undefined ? '' : ` ${hour}:${minute}`}`
  }
  const clock = /^(\d{2})(\d{2})(\d{2})?(\.\d+)?$/.exec(value)
  return clock === null ? value : `${clock[1]}:${clock[2]}`
}
