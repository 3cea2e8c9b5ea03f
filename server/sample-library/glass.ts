import { clamp, hex, lengthOf, mixRgb, type Rgb, smoothstep } from './color.ts'
import { createCanvas, type Picture, shade, toPicture } from './picture.ts'
import { fadeInto } from './scenery.ts'

interface Ball {
  x: number
  y: number
  z: number
  radius: number
  color: Rgb
  /** 0 is plaster, 1 a mirror. */
  mirror: number
}

const BALLS: Ball[] = [
  { x: -0.95, y: 0.62, z: 3.6, radius: 0.62, color: hex('#f3ede2'), mirror: 0.12 },
  { x: 0.34, y: 0.95, z: 4.35, radius: 0.95, color: hex('#e5533d'), mirror: 0.22 },
  { x: 1.55, y: 0.46, z: 3.3, radius: 0.46, color: hex('#e8b13a'), mirror: 0.8 },
  { x: -0.2, y: 0.3, z: 2.75, radius: 0.3, color: hex('#2f5d8c'), mirror: 0.3 },
  { x: 0.52, y: 0.2, z: 2.45, radius: 0.2, color: hex('#f3ede2'), mirror: 0.1 },
  { x: -1.75, y: 0.36, z: 2.95, radius: 0.36, color: hex('#234d4a'), mirror: 0.35 },
  { x: 1.02, y: 0.14, z: 2.3, radius: 0.14, color: hex('#e5533d'), mirror: 0.2 },
]

const TO_LIGHT = normalize([-0.62, 0.72, -0.42])
const FLOOR: Rgb = hex('#e9d3bf')
const BACK: Rgb = hex('#f4e3d2')
const BACK_LOW: Rgb = hex('#dcbba0')

/** Balls of plaster, lacquer and brass on a bright floor: traced rays, soft shadows worked out exactly. */
export function drawSpheres(width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  const ratio = width / height
  const rayAt = (x: number, y: number): Rgb =>
    normalize([(x - ratio / 2) * 1.12, (0.44 - y) * 1.12 - 0.1, 1])
  // What the pixels of the row above showed; an edge is where a neighbour shows something else.
  const above: (Ball | null)[] = []
  let left: Ball | null = null
  shade(canvas, (x, y, into) => {
    const ray = rayAt(x, y)
    const ball = findHit(EYE, ray)?.ball ?? null
    const column = Math.floor(x * height)
    const onEdge = ball !== left || ball !== above[column]
    above[column] = ball
    left = ball
    const rays = onEdge ? CORNERS.map(([dx, dy]) => rayAt(x + dx / height, y + dy / height)) : [ray]
    into.fill(0)
    for (const one of rays) addShare(into, trace(EYE, one, 2), 1 / rays.length)
  })
  return toPicture(canvas)
}

const EYE: Rgb = [0, 1.15, 0]
const CORNERS = [
  [-0.6, -0.3],
  [-0.2, 0.3],
  [0.2, -0.6],
  [-0.6, 0.1],
  [0.1, 0],
] as const

function addShare(into: Rgb, color: Rgb, share: number): void {
  for (let part = 0; part < 3; part++)
    into[part] = (into[part] as number) + (color[part] as number) * share
}

function trace(from: Rgb, ray: Rgb, bounces: number): Rgb {
  const hit = findHit(from, ray)
  if (!hit) return floorOrBack(from, ray)
  const point = along(from, ray, hit.distance)
  const { ball } = hit
  const normal = normalize([point[0] - ball.x, point[1] - ball.y, point[2] - ball.z])
  const facing = clamp(dot(normal, TO_LIGHT)) * shadowAt(point, ball)
  const open = 0.5 + 0.5 * normal[1]
  const under = clamp(-normal[1]) * 0.22
  const lit: Rgb = [0, 0, 0]
  for (let part = 0; part < 3; part++) {
    const floor = FLOOR[part] as number
    lit[part] = (ball.color[part] as number) * (0.95 * facing + 0.3 * open + under * floor + 0.06)
  }
  if (bounces === 0) return lit
  const towards = dot(ray, normal)
  const rim = (1 + towards) ** 4
  const back: Rgb = [
    ray[0] - 2 * towards * normal[0],
    ray[1] - 2 * towards * normal[1],
    ray[2] - 2 * towards * normal[2],
  ]
  const mirrored = trace(along(point, normal, 0.001), back, bounces - 1)
  const metal = ball.mirror > 0.6 ? ball.color : ([1, 1, 1] as Rgb)
  const share = ball.mirror + (1 - ball.mirror) * rim * 0.6
  for (let part = 0; part < 3; part++) {
    lit[part] =
      (lit[part] as number) * (1 - share) +
      (mirrored[part] as number) * (metal[part] as number) * share
  }
  const spark = clamp(dot(back, TO_LIGHT)) ** 60 * (0.25 + ball.mirror)
  fadeInto(lit, [1, 1, 0.97], clamp(spark * facing * 1.6))
  return lit
}

function floorOrBack(from: Rgb, ray: Rgb): Rgb {
  const wall = mixRgb(BACK_LOW, BACK, smoothstep(-0.05, 0.5, ray[1]))
  if (ray[1] > -0.001) return wall
  const distance = -from[1] / ray[1]
  const point = along(from, ray, distance)
  const light = (0.42 + 0.58 * shadowAt(point, null)) * openness(point)
  const floor: Rgb = [FLOOR[0] * light, FLOOR[1] * light * 0.99, FLOOR[2] * (light * 0.96 + 0.03)]
  return mixRgb(floor, wall, smoothstep(5, 14, distance))
}

/** How much of the lamp a ball leaves: by how closely the way to the lamp passes it. */
function shadowAt(point: Rgb, self: Ball | null): number {
  let light = 1
  for (const ball of BALLS) {
    if (ball === self) continue
    const to: Rgb = [ball.x - point[0], ball.y - point[1], ball.z - point[2]]
    const ahead = dot(to, TO_LIGHT)
    if (ahead <= 0) continue
    const miss = Math.sqrt(Math.max(0, dot(to, to) - ahead * ahead))
    const blur = 0.02 + ahead * 0.13
    light *= smoothstep(ball.radius - blur, ball.radius + blur, miss)
  }
  return light
}

/** How much of the sky the floor sees past the balls that stand on it. */
function openness(point: Rgb): number {
  let open = 1
  for (const { x, y, z, radius } of BALLS) {
    const away = lengthOf(x - point[0], y - point[1], z - point[2])
    open *= 1 - 0.75 * (y / away) * (radius / away) ** 2
  }
  return open
}

function findHit(from: Rgb, ray: Rgb): { ball: Ball; distance: number } | null {
  let nearest: { ball: Ball; distance: number } | null = null
  for (const ball of BALLS) {
    const to: Rgb = [from[0] - ball.x, from[1] - ball.y, from[2] - ball.z]
    const half = dot(to, ray)
    const inside = half * half - dot(to, to) + ball.radius * ball.radius
    if (inside < 0) continue
    const distance = -half - Math.sqrt(inside)
    if (distance > 0.001 && (!nearest || distance < nearest.distance)) nearest = { ball, distance }
  }
  return nearest
}

function dot(a: Rgb, b: Rgb): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

function along(from: Rgb, ray: Rgb, distance: number): Rgb {
  return [from[0] + ray[0] * distance, from[1] + ray[1] * distance, from[2] + ray[2] * distance]
}

function normalize(vector: Rgb): Rgb {
  const length = lengthOf(vector[0], vector[1], vector[2])
  return [vector[0] / length, vector[1] / length, vector[2] / length]
}
