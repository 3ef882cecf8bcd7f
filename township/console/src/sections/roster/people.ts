// A person of a form before anybody has written anything.
import type { Schemas } from '@/api/client'

export const nobody = (): Schemas['NewPerson'] => ({
  name: '', sex: '', birth: '', relation: '', residency: '', phone: '', nickname: '', away_at: '', winter_here: '', summer_here: '',
})
