// Words of the model (categories, grades, reasons, roles): asked once, never retyped here.
import { shallowRef } from 'vue'
import { api, type Schemas } from '@/api/client'

export type Vocabulary = Schemas['Words']

export const vocabulary = shallowRef<Vocabulary | null>(null)
let asking: Promise<void> | null = null

/** Makes sure the words are there. */
export function needVocabulary(): Promise<void> {
  asking ??= api.get('/api/v1/words').then(
    (found) => {
      vocabulary.value = found
    },
    (error: unknown) => {
      asking = null
      throw error
    },
  )
  return asking
}
