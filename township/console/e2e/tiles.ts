// Base maps made here: a small PMTiles file (version 3) with one tile for the whole world, a picture or
// an area, and a tile service on loopback.
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32, deflateSync, gzipSync } from 'node:zlib'

const HEAD = 127

/** A picture of one colour as PNG. */
function picture(size: number, [red, green, blue]: [number, number, number]): Buffer {
  const chunk = (kind: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(kind), data])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 2], 8)
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(size * 3, Buffer.from([red, green, blue]))])
  const rows = Buffer.concat(Array.from({ length: size }, () => row))
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

type Bytes = number[]
const varint = (n: number): Bytes => (n < 128 ? [n] : [(n & 127) | 128, ...varint(Math.floor(n / 128))])
/** A field of a protocol buffer: bytes, or a number. */
const field = (number: number, value: Bytes | number): Bytes =>
  typeof value === 'number' ? [...varint(number * 8), ...varint(value)] : [...varint(number * 8 + 2), ...varint(value.length), ...value]
const text = (words: string): Bytes => [...Buffer.from(words)]

const LAYER = '示意地面'

const EXTENT = 8192

/** The name of every place of the vector tile. */
export const PLACE = '示意地名'

/** A vector tile (version 2): one area from edge to edge, and places five kilometres apart over the county. */
function area(): Buffer {
  const far = 2 * EXTENT
  // Move to the corner, three lines, close; ways are zigzag numbers.
  const ring = [9, 0, 0, 26, far, 0, 0, far, far - 1, 0, 15].flatMap(varint)
  const feature = [...field(3, 3), ...field(4, ring)]
  const [west, north, side] = [6610, 3030, 60]
  const zigzag = (n: number): number => (n >= 0 ? 2 * n : -2 * n - 1)
  const points = Array.from({ length: side * side }, (_, n) => [west + (n % side), north + Math.floor(n / side)] as const)
  let [lastX, lastY] = [0, 0]
  const moves = points.flatMap(([x, y]) => {
    const move = [zigzag(x - lastX), zigzag(y - lastY)]
    ;[lastX, lastY] = [x, y]
    return move
  })
  const places = [...field(2, [0, 0]), ...field(3, 1), ...field(4, [points.length * 8 + 1, ...moves].flatMap(varint))]
  const named = [...field(3, text('name')), ...field(4, field(1, text(PLACE)))]
  return Buffer.from(field(3, [...field(15, 2), ...field(1, text(LAYER)), ...field(2, feature), ...field(2, places), ...named, ...field(5, EXTENT)]))
}

const KINDS = { picture: 2, area: 1 } as const

/** Writes a file and gives its name back. */
export function writeTiles(path: string, kind: keyof typeof KINDS): string {
  const tile = kind === 'picture' ? picture(256, [200, 220, 200]) : area()
  // One entry: tile 0, its run, its length, its place (plus one).
  const root = gzipSync(Buffer.from([1, 0, 1, ...varint(tile.length), 1]))
  const metadata = gzipSync(Buffer.from(JSON.stringify({ name: '示意底图', vector_layers: [{ id: LAYER, fields: {} }] })))
  const head = Buffer.alloc(HEAD)
  head.write('PMTiles')
  head[7] = 3
  const at = (offset: number, value: number): void => void head.writeBigUInt64LE(BigInt(value), offset)
  at(8, HEAD)
  at(16, root.length)
  at(24, HEAD + root.length)
  at(32, metadata.length)
  at(40, 0)
  at(48, 0)
  at(56, HEAD + root.length + metadata.length)
  at(64, tile.length)
  for (const offset of [72, 80, 88]) at(offset, 1)
  // Clustered; directories with gzip, the tile as it is; its kind, zoom 0 alone.
  head.set([1, 2, 1, KINDS[kind], 0, 0], 96)
  const corner = (offset: number, lon: number, lat: number): void => {
    head.writeInt32LE(lon * 1e7, offset)
    head.writeInt32LE(lat * 1e7, offset + 4)
  }
  corner(102, -180, -85)
  corner(110, 180, 85)
  corner(119, 0, 0)
  writeFileSync(path, Buffer.concat([head, root, metadata, tile]))
  return path
}

/** A service of blue tiles, and what it was asked. */
export async function serveTiles(): Promise<{ origin: string; asked: { path: string; headers: IncomingHttpHeaders }[]; close: () => void }> {
  const tile = picture(256, [0, 90, 255])
  const asked: { path: string; headers: IncomingHttpHeaders }[] = []
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers })
    response.writeHead(200, { 'content-type': 'image/png', 'access-control-allow-origin': '*' }).end(tile)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close: () => server.close() }
}
