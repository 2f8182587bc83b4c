import { expect, test } from 'vitest'
import {
  hasRansomNoteName,
  hasRansomNoteWording,
  isSurelyRansomNote,
  withoutExtension,
} from '../../../loader/screening/ransom.ts'

test.each([
  'README_DECRYPT.txt',
  '001/HOW_TO_DECRYPT.txt',
  'a/HOW TO RESTORE FILES.html',
  'b/!!!READ_ME_TO_RECOVER!!!.txt',
  'RECOVER-MY-FILES.hta',
  'c/info.hta',
  '#DECRYPT#.html',
  'R3ADM3.txt',
  'RECOVERY_INFORMATION.txt',
  'YOUR_FILES_ARE_ENCRYPTED.html',
  'akira_readme.txt',
])('%s is named like a ransom note', (path) => {
  expect(hasRansomNoteName(path)).toBe(true)
})

test.each([
  'README.txt',
  'main_document.html',
  '0012417394_-_ADT-00_999999999999999_20210715132315776_-_1',
  'help.html',
  'decrypt/main.txt',
  'record_data.html',
  'restored.xml',
  '患者データ.txt',
])('%s is not named like a ransom note', (path) => {
  expect(hasRansomNoteName(path)).toBe(false)
})

test('a note is known by where to pay together with what for', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  expect(hasRansomNoteWording(bytes('Your files are encrypted. Visit abc.onion'))).toBe(true)
  expect(hasRansomNoteWording(bytes('ファイルは暗号化されました。bitcoin'))).toBe(true)
  expect(hasRansomNoteWording(bytes('The bitcoin price'))).toBe(false)
  expect(hasRansomNoteWording(new Uint8Array())).toBe(false)
  const letter = bytes('All your important files have been encrypted! Write to a@b.example.')
  expect([hasRansomNoteWording(letter), isSurelyRansomNote(letter)]).toEqual([true, true])
  const history = bytes('Lost money with bitcoin; says that his data were encrypted.')
  expect(isSurelyRansomNote(history)).toBe(false)
  expect(isSurelyRansomNote(bytes('紹介状のファイルは暗号化されています。'))).toBe(false)
})

test('an extension is split off the name, never off a folder or a hidden file', () => {
  expect(withoutExtension('a/b_1.locked')).toEqual({ path: 'a/b_1', isKnownRansom: true })
  expect(withoutExtension('a/b_1.LockBit')).toEqual({ path: 'a/b_1', isKnownRansom: true })
  expect(withoutExtension('a/b_1.bak')).toEqual({ path: 'a/b_1', isKnownRansom: false })
  expect(withoutExtension('a.locked/b')).toBeNull()
  expect(withoutExtension('a/.locked')).toBeNull()
})
