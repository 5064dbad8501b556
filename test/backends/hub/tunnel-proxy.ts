import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

/** A proxy on this machine that speaks CONNECT. */
export interface TunnelProxy {
  readonly address: string
  /** Hosts that were asked for. */
  readonly asked: string[]
  /** Status that calls are refused with; 0 to let them through. */
  refuses: number
  close(): Promise<void>
}

/** Starts a proxy. */
export async function startTunnelProxy(): Promise<TunnelProxy> {
  const server = createServer((_, response) => response.writeHead(501).end())
  const sockets = new Set<{ destroy(): void }>()
  server.on('connect', (request, client) => {
    sockets.add(client)
    client.on('error', () => {})
    proxy.asked.push(request.url ?? '')
    if (proxy.refuses > 0) {
      client.end(`HTTP/1.1 ${proxy.refuses} No\r\n\r\n`)
      return
    }
    const [host = '', port = ''] = (request.url ?? '').split(':')
    const beyond = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      beyond.pipe(client).pipe(beyond)
    })
    sockets.add(beyond)
    beyond.on('error', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: TunnelProxy = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    refuses: 0,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}
