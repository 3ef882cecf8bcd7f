import { expect, it } from 'vitest'
import { inFours } from '../src/sections/evidence/fours'

it('a fingerprint is printed in groups of four, to be compared by eye', () => {
  expect(inFours('0123456789ab')).toBe('0123 4567 89ab')
  expect(inFours('01234')).toBe('0123 4')
  expect(inFours('')).toBe('')
})
