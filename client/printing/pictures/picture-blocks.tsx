/** Drawn pages as blocks of the paper: each as large as a page has room for, under the file's name and its own number. */
import { sentence } from '../blocks.tsx'
import type { Block } from '../sheet.ts'
import type { Speech } from '../words.ts'
import type { PaperPicture, PicturePart } from './document-pictures.ts'

/** Room between the running head and foot of a page, in mm, less the line above the picture. */
const WIDTH = 184
const HEIGHT = 238
/** An ordinary picture is not blown up: dots of its own per mm. */
const DOTS_A_MM = 3

export function pictureBlocks({ print, words }: Speech, part: PicturePart): Block[] {
  if (part.isBroken) return [sentence(print.brokenOriginal(part.name))]
  const left = part.pages - part.pictures.length
  return [
    ...part.pictures.map((picture, at) => ({
      className: 'picture',
      node: (
        <figure>
          <figcaption>
            {part.name} {words.documents.page(at + 1, part.pages)}
            {!picture.isWhole && <strong> {words.documents.undrawnPicture}</strong>}
          </figcaption>
          <img
            src={picture.url}
            alt={`${part.name} ${words.documents.page(at + 1, part.pages)}`}
            style={sizeOf(picture)}
          />
        </figure>
      ),
    })),
    ...(left > 0 ? [sentence(print.pagesLeft(part.name, left))] : []),
  ]
}

function sizeOf({ width, height }: PaperPicture): { width: string; height: string } {
  const mm = Math.min(1 / DOTS_A_MM, WIDTH / width, HEIGHT / height)
  return { width: `${(width * mm).toFixed(1)}mm`, height: `${(height * mm).toFixed(1)}mm` }
}
