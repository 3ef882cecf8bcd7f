// A small PMTiles file (version 3) with one picture for the whole world, made here.
import { writeFileSync } from 'node:fs'
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

/** Writes it and gives its name back. */
export function writeTiles(path: string): string {
  const tile = picture(256, [200, 220, 200])
  // One entry: tile 0, its run, its length, its place (plus one).
  const varint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >> 7)])
  const root = gzipSync(Buffer.from([1, 0, 1, ...varint(tile.length), 1]))
  const metadata = gzipSync(Buffer.from('{"name":"示意底图"}'))
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
  // Clustered; directories with gzip, the tile as it is; PNG, zoom 0 alone.
  head.set([1, 2, 1, 2, 0, 0], 96)
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
