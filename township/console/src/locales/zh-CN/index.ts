import { app, map, problem, state } from './app'
import { desk, steps } from './desk'
import { roster } from './roster'

export const zhCN = { app, map, problem, state, desk, steps, roster }
