// Steps that the model cannot undo wait a few seconds before they are handed in, so that Z takes them
// back. Leaving the page hands them in.
import { onScopeDispose, ref } from 'vue'

const WAIT_S = 5

export interface HeldStep {
  incident: string
  step: string
  left: number
}

export function holding() {
  const held = ref<HeldStep | null>(null)
  let go: (() => void) | null = null
  let timer: ReturnType<typeof setInterval> | undefined

  function release(): void {
    clearInterval(timer)
    const act = go
    held.value = go = null
    act?.()
  }

  /** Holds a step back; one that still waits goes first. */
  function hold(incident: string, step: string, act: () => void): void {
    release()
    go = act
    held.value = { incident, step, left: WAIT_S }
    timer = setInterval(() => {
      if (!held.value) return
      held.value.left -= 1
      if (held.value.left <= 0) release()
    }, 1_000)
  }

  /** Takes it back; false if nothing waits. */
  function takeBack(): boolean {
    if (!held.value) return false
    clearInterval(timer)
    held.value = go = null
    return true
  }

  window.addEventListener('pagehide', release)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', release)
    release()
  })
  return { held, hold, takeBack }
}
