import { app, map, print, problem, state } from './app'
import { audit } from './audit'
import { cells } from './cells'
import { desk, steps } from './desk'
import { devices } from './devices'
import { figures } from './figures'
import { help } from './help'
import { ledgers } from './ledgers'
import { merge } from './merge'
import { roster } from './roster'
import { tasks } from './tasks'
import { wall } from './wall'

export const zhCN = { app, map, print, problem, state, audit, cells, desk, devices, figures, help, ledgers, merge, roster, steps, tasks, wall }
