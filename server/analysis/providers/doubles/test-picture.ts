import http from 'node:http'
import https from 'node:https'
import sharp from 'sharp'
import type { Picture } from '../../provider.ts'
import type { HttpAgents } from '../post-json.ts'

/** 320 × 240 pixels of one colour. */
export async function drawTestPicture(
  colour = '#c02020',
  facts: Partial<Picture['facts']> = {},
): Promise<Picture> {
  const plain = { width: 320, height: 240, channels: 3 as const, background: colour }
  const still = await sharp({ create: plain }).jpeg().toBuffer()
  return {
    still,
    facts: {
      width: 1280,
      height: 960,
      mediaKind: 'IMAGE',
      hasAlpha: false,
      title: null,
      description: null,
      keywords: [],
      colors: [],
      ...facts,
    },
  }
}

/** They reach whatever they are asked to reach. */
export function openTestAgents(): HttpAgents & { close(): void } {
  const httpAgent = new http.Agent({ keepAlive: true })
  const httpsAgent = new https.Agent({ keepAlive: true })
  return {
    httpAgent,
    httpsAgent,
    close: () => {
      httpAgent.destroy()
      httpsAgent.destroy()
    },
  }
}
