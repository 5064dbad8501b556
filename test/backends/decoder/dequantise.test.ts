import { describe, expect, it } from 'vitest'
import {
  dequantise,
  PACKINGS,
  packingName,
  readHalf,
} from '../../../src/backends/decoder/dequantise.ts'
import { toHalf } from './tiny-gguf.ts'

const halfOf = (bits: number): number => readHalf(new DataView(Uint16Array.of(bits).buffer), 0)

/** A block: half-precision numbers, then bytes. */
function block(halves: readonly number[], bytes: readonly number[]): Uint8Array {
  const packed = new Uint8Array(2 * halves.length + bytes.length)
  const view = new DataView(packed.buffer)
  halves.forEach((bits, index) => {
    view.setUint16(2 * index, bits, true)
  })
  packed.set(bytes, 2 * halves.length)
  return packed
}

const ONE = 0x3c00
const HALF = 0x3800
const MINUS_TWO = 0xc000

describe('readHalf', () => {
  it.each([
    [0x0000, 0],
    [ONE, 1],
    [MINUS_TWO, -2],
    [HALF, 0.5],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x83ff, -1023 * 2 ** -24],
    [0x3555, 0.333251953125],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
  ])('reads %i', (bits, value) => {
    expect(halfOf(bits)).toBe(value)
  })

  it('reads every number that is no number as such, and every other as itself', () => {
    const wrong: number[] = []
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = halfOf(bits)
      const isNumber = (bits & 0x7c00) !== 0x7c00 || (bits & 0x3ff) === 0
      const sound = Number.isFinite(value) && value !== 0 ? toHalf(value) === bits : true
      if (Number.isNaN(value) === isNumber || !sound) wrong.push(bits)
    }
    expect(wrong).toEqual([])
  })
})

describe('dequantise', () => {
  // The bytes 0x00, 0x11, ... 0xff: the low and the high half of byte i are both i.
  const ramp = Array.from({ length: 16 }, (_, index) => 17 * index)
  const twice = [...Array(16).keys(), ...Array(16).keys()]

  it('unpacks Q4_0: scale * (q - 8)', () => {
    const values = dequantise(PACKINGS[2]!, block([HALF], ramp))
    expect([...values]).toEqual(twice.map((q) => 0.5 * (q - 8)))
  })

  it('unpacks Q4_1: scale * q + least', () => {
    const values = dequantise(PACKINGS[3]!, block([HALF, MINUS_TWO], ramp))
    expect([...values]).toEqual(twice.map((q) => 0.5 * q - 2))
  })

  it('puts low halves first and high halves 16 places on', () => {
    const values = dequantise(PACKINGS[3]!, block([ONE, 0], [0x21, 0x43, ...Array(14).fill(0)]))
    expect([values[0], values[1], values[16], values[17]]).toEqual([1, 3, 2, 4])
    expect(values.reduce((sum, value) => sum + value, 0)).toBe(10)
  })

  it('unpacks Q8_0: scale * signed byte', () => {
    const bytes = [0, 1, 127, 128, 255, ...Array(27).fill(0)]
    const values = dequantise(PACKINGS[8]!, block([MINUS_TWO], bytes))
    expect([...values].slice(0, 5)).toEqual([-0, -2, -254, 256, 2])
  })

  it('unpacks F16 and F32, whatever the bytes begin at', () => {
    expect([...dequantise(PACKINGS[1]!, block([ONE, MINUS_TWO], []))]).toEqual([1, -2])
    const shifted = new Uint8Array(9)
    new DataView(shifted.buffer).setFloat32(1, 0.1, true)
    new DataView(shifted.buffer).setFloat32(5, -3, true)
    expect([...dequantise(PACKINGS[0]!, shifted.subarray(1))]).toEqual([Math.fround(0.1), -3])
  })

  it('unpacks several blocks one after the other', () => {
    const packed = [block([ONE], Array(32).fill(1)), block([HALF], Array(32).fill(2))]
    const values = dequantise(PACKINGS[8]!, Buffer.concat(packed))
    expect(values).toEqual(new Float32Array(64).fill(1))
  })
})

describe('packingName', () => {
  it('names what people call it, and numbers the rest', () => {
    expect([3, 14, 30, 99].map(packingName)).toEqual(['Q4_1', 'Q6_K', 'BF16', 'type 99'])
  })
})
