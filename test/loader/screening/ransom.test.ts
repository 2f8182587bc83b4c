import { expect, test } from 'vitest'
import {
  hasRansomNoteName,
  hasRansomNoteWording,
  withoutExtension,
} from '../../../loader/screening/ransom.ts'

test.each([
  'README_DECRYPT.txt',
  '001/HOW_TO_DECRYPT.txt',
  'a/HOW TO RESTORE FILES.html',
  'b/!!!READ_ME_TO_RECOVER!!!.txt',
  'RECOVER-MY-FILES.hta',
])('%s is named like a ransom note', (path) => {
  expect(hasRansomNoteName(path)).toBe(true)
})

test.each([
  'README.txt',
  'main_document.html',
  '0012417394_-_ADT-00_999999999999999_20210715132315776_-_1',
  'help.html',
  'decrypt/main.txt',
])('%s is not named like a ransom note', (path) => {
  expect(hasRansomNoteName(path)).toBe(false)
})

test('a note is known by where to pay together with what for', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  expect(hasRansomNoteWording(bytes('Your files are encrypted. Visit abc.onion'))).toBe(true)
  expect(hasRansomNoteWording(bytes('ファイルは暗号化されました。bitcoin'))).toBe(true)
  expect(hasRansomNoteWording(bytes('The bitcoin price'))).toBe(false)
  expect(hasRansomNoteWording(new Uint8Array())).toBe(false)
})

test('an extension is split off the name, never off a folder or a hidden file', () => {
  expect(withoutExtension('a/b_1.locked')).toEqual({ path: 'a/b_1', isKnownRansom: true })
  expect(withoutExtension('a/b_1.LockBit')).toEqual({ path: 'a/b_1', isKnownRansom: true })
  expect(withoutExtension('a/b_1.bak')).toEqual({ path: 'a/b_1', isKnownRansom: false })
  expect(withoutExtension('a.locked/b')).toBeNull()
  expect(withoutExtension('a/.locked')).toBeNull()
})
