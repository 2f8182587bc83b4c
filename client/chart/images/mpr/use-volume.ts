/** The volume of a series while it is looked at: told before anything is loaded when there can be none, gone with the screen. */
import { useEffect, useState } from 'react'
import type { FrameStore } from '../viewer/frame-store.ts'
import type { Stack } from '../viewer/image-stack.ts'
import { placed } from '../viewer/placed-frames.ts'
import { loadVolume, type Volume } from './volume.ts'
import { NotAVolume, volumeGeometry } from './volume-geometry.ts'

export type VolumeState =
  | { readonly kind: 'loading'; readonly done: number; readonly of: number }
  | { readonly kind: 'ready'; readonly volume: Volume }
  | { readonly kind: 'refused'; readonly problem: NotAVolume }

export function useVolume(stack: Stack, store: FrameStore): VolumeState {
  const [state, setState] = useState<VolumeState>({ kind: 'loading', done: 0, of: 0 })
  useEffect(() => {
    const control = new AbortController()
    const refuse = (thrown: unknown) => {
      if (control.signal.aborted) return
      // One failure is enough: the other slices are not waited for.
      control.abort()
      const problem = thrown instanceof NotAVolume ? thrown : new NotAVolume('values-differ')
      setState({ kind: 'refused', problem })
    }
    const load = async () => {
      const geometry = volumeGeometry(await placed(stack, store))
      control.signal.throwIfAborted()
      const of = geometry.slices.length
      setState({ kind: 'loading', done: 0, of })
      const progress = (done: number) => setState({ kind: 'loading', done, of })
      const volume = await loadVolume(geometry, store.decodeOnce, progress, control.signal)
      if (!control.signal.aborted) setState({ kind: 'ready', volume })
    }
    load().catch(refuse)
    return () => control.abort()
  }, [stack, store])
  return state
}
