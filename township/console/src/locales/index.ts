// Everything a user reads. One language so far; a second is a folder beside zh-CN of the same shape.
import { zhCN } from './zh-CN'

export type Texts = typeof zhCN

export const t: Texts = zhCN

export { fill } from './first'
