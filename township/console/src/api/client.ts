// The one way to the hub: typed by its OpenAPI document, with the session's token on every change,
// and every answer that is no success as a Problem.

import { ref } from 'vue'
import { t } from '@/locales/first'
import type { components, paths } from './schema'

export type Schemas = components['schemas']

type Method = 'get' | 'post' | 'put' | 'delete' | 'patch'

/** Paths that know a method. */
type PathsOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: { responses: unknown } } ? P : never
}[keyof paths]

type Operation<P extends keyof paths, M extends Method> = paths[P] extends { [K in M]: infer O } ? O : never

type Params<O> = O extends { parameters: { path: infer V } } ? V : undefined
type Query<O> = O extends { parameters: { query?: infer V } } ? Exclude<V, undefined> : undefined
type Json<O> = O extends { requestBody: { content: { 'application/json': infer B } } } ? B : never
type Answer<O> = O extends { responses: infer R } ? AnswerOf<R[keyof R & (200 | 201 | 202)]> : never
type AnswerOf<R> = R extends { content: { 'application/json': infer B } } ? B : undefined

interface Call<O> {
  path?: Params<O>
  query?: Query<O>
  body?: Json<O>
  signal?: AbortSignal
}

/** Why the hub did not do it, or why it was not reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly advice: string,
    readonly about?: string,
  ) {
    super(advice)
  }

  /** Whether the connection was cut: what was typed stays and can be handed in again. */
  get isCut(): boolean {
    return this.code === 'cut'
  }
}

/** The token of the log-in; known to this page alone. */
let token = ''

export function setToken(csrf: string): void {
  token = csrf
}

/** Counts the times the hub said that nobody is logged in; the shell asks for the log-in again. */
export const sessionsEnded = ref(0)

/** Whether the hub was reached the last time. */
export const reached = ref(true)

function address(pattern: string, path: object | undefined, query: object | undefined): string {
  let found = pattern
  for (const [name, value] of Object.entries(path ?? {})) {
    found = found.replace(`{${name}}`, encodeURIComponent(String(value)))
  }
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') asked.set(name, String(value))
  }
  const text = asked.toString()
  return text ? `${found}?${text}` : found
}

/** Sends bytes or JSON; what is no success is thrown as a Problem. */
export async function send(
  method: string,
  url: string,
  body?: BodyInit | null,
  type?: string,
  signal?: AbortSignal,
): Promise<Response> {
  const headers: Record<string, string> = {}
  if (type) headers['content-type'] = type
  if (method !== 'GET') headers['x-csrf'] = token
  const asker = token
  let response: Response
  try {
    response = await fetch(url, { method, headers, body, signal, credentials: 'same-origin' })
  } catch (error) {
    if (signal?.aborted) throw error
    reached.value = false
    throw new Problem(0, 'cut', t.problem.cut ?? '')
  }
  reached.value = true
  if (response.ok) return response
  const told = (await response.json().catch(() => null)) as Schemas['ProblemBody'] | null
  const code = told?.code ?? `http_${response.status}`
  // What was asked before the log-in that holds now says nothing about it.
  if (response.status === 401 && code === 'not_logged_in' && asker === token) sessionsEnded.value += 1
  throw new Problem(response.status, code, told?.advice ?? '', told?.about ?? undefined)
}

async function call<P extends keyof paths, M extends Method>(
  method: M,
  pattern: P,
  given: Call<Operation<P, M>> = {},
): Promise<Answer<Operation<P, M>>> {
  const url = address(pattern, given.path as object | undefined, given.query as object | undefined)
  const body = given.body === undefined ? null : JSON.stringify(given.body)
  const type = body === null ? undefined : 'application/json'
  const response = await send(method.toUpperCase(), url, body, type, given.signal)
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as Answer<Operation<P, M>>
}

export const api = {
  get: <P extends PathsOf<'get'>>(path: P, given?: Call<Operation<P, 'get'>>) => call('get', path, given),
  post: <P extends PathsOf<'post'>>(path: P, given?: Call<Operation<P, 'post'>>) => call('post', path, given),
  put: <P extends PathsOf<'put'>>(path: P, given?: Call<Operation<P, 'put'>>) => call('put', path, given),
  patch: <P extends PathsOf<'patch'>>(path: P, given?: Call<Operation<P, 'patch'>>) => call('patch', path, given),
  delete: <P extends PathsOf<'delete'>>(path: P, given?: Call<Operation<P, 'delete'>>) =>
    call('delete', path, given),
}
