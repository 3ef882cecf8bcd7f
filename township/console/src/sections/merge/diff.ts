// What differs between values, for the eye: the common beginning and end stay plain.

export interface Part {
  text: string
  differs: boolean
}

export function differing(value: string, all: string[]): Part[] {
  const mine = [...value]
  const others = all.map((other) => [...other])
  const shortest = Math.min(...others.map((other) => other.length), mine.length)
  const alike = (at: (chars: string[]) => string | undefined): boolean => others.every((other) => at(other) === at(mine))
  let begin = 0
  while (begin < shortest && alike((chars) => chars[begin])) begin += 1
  let end = 0
  while (end < shortest - begin && alike((chars) => chars[chars.length - 1 - end])) end += 1
  const part = (from: number, to: number, differs: boolean): Part[] =>
    to > from ? [{ text: mine.slice(from, to).join(''), differs }] : []
  return [
    ...part(0, begin, false),
    ...part(begin, mine.length - end, true),
    ...part(mine.length - end, mine.length, false),
  ]
}
