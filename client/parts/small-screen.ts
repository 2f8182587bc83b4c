/** Whether the banner would leave the content too little room: a small screen, or text enlarged to twice its size. */
import { useSyncExternalStore } from 'react'

const SMALL = '(width < 60rem), (height < 36rem)'

export function useSmallScreen(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(SMALL).matches)
}

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(SMALL)
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}
