/**
 * What runs in OHIF's page: what it draws is seen by the events of its viewports (Cornerstone3D). Of those, thumbnails are drawn by viewports of their own, and
 * a viewport tells of having drawn before it has an image: what counts is lit in the viewport of the grid.
 */

interface Watched {
  /** Called for every image that the grid's viewport has drawn; `isNew` = another slice than the last one. */
  onDrawn: ((isNew: boolean) => void) | null
}

/** Before OHIF itself. Its introduction, a tour over the first image, counts as taken. */
export function watchImages(): void {
  const watched = window as unknown as Watched
  const viewport = '.cornerstone-viewport-element'
  let isNew = false
  localStorage.setItem('shownTours', '["basicViewerTour"]')
  watched.onDrawn = null
  const listen = (type: string, seen: (element: Element) => void) =>
    document.addEventListener(
      type,
      ({ target }) => {
        if (target instanceof Element && target.matches(viewport)) seen(target)
      },
      true,
    )
  listen('CORNERSTONE_STACK_NEW_IMAGE', () => {
    isNew = true
  })
  listen('CORNERSTONE_IMAGE_RENDERED', (element) => {
    if (watched.onDrawn === null || !isLit(element.querySelector('canvas'))) return
    const wasNew = isNew
    isNew = false
    watched.onDrawn(wasNew)
  })
  function isLit(canvas: HTMLCanvasElement | null): boolean {
    if (canvas === null || canvas.width < 16) return false
    const middle = [canvas.width >> 1, canvas.height >> 1] as const
    const pixels = canvas.getContext('2d')?.getImageData(...middle, 16, 16).data ?? []
    return pixels.some((value, n) => n % 4 < 3 && value > 0)
  }
}

/** What a click on a study does, its router being told the new address. */
export function goTo(path: string): void {
  history.pushState({}, '', path)
  dispatchEvent(new PopStateEvent('popstate', { state: {} }))
}

/** The list of studies is there, and the study that was open is gone: an address that is told before that is not followed. */
export function isAtList(name: string): boolean {
  const viewport = document.querySelector('.cornerstone-viewport-element')
  return viewport === null && document.body.textContent.includes(name)
}

/** @returns milliseconds until the frame with the first image was painted; null = there was none in time */
export function untilImage(asked: { path: string; patience: number }): Promise<number | null> {
  const watched = window as unknown as Watched
  return new Promise((resolve) => {
    const begun = performance.now()
    const timer = setTimeout(() => resolve(null), asked.patience)
    watched.onDrawn = () => {
      watched.onDrawn = null
      clearTimeout(timer)
      requestAnimationFrame(() => resolve(performance.now() - begun))
    }
    history.pushState({}, '', asked.path)
    dispatchEvent(new PopStateEvent('popstate', { state: {} }))
  })
}

/** A slice at every repaint, none before the one before it was drawn. @returns when each was, in milliseconds; fewer than asked = time was up */
export function scrollThrough(asked: { slices: number; patience: number }): Promise<number[]> {
  const watched = window as unknown as Watched
  return new Promise((resolve) => {
    const shown: number[] = []
    const done = () => {
      watched.onDrawn = null
      clearTimeout(timer)
      resolve(shown)
    }
    const timer = setTimeout(done, asked.patience)
    const turn = () => {
      const key = { key: 'ArrowDown', code: 'ArrowDown', keyCode: 40, bubbles: true }
      document.body.dispatchEvent(new KeyboardEvent('keydown', key))
    }
    watched.onDrawn = (isNew) => {
      if (!isNew) return
      shown.push(performance.now())
      if (shown.length >= asked.slices - 1) return done()
      requestAnimationFrame(turn)
    }
    turn()
  })
}
