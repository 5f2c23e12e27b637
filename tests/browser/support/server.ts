import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";

import { packedPage } from "./machine.ts";

/** Where the page is hosted, as somebody who has more than one page would. */
export const prefix = "/a/b/";

/** Serves the page on this machine and remembers who asked for what. */
export class Server {
  /** Every request so far, upgrades included: method and path. */
  readonly requests: string[] = [];
  readonly port: number;
  readonly #server: http.Server;

  private constructor(server: http.Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(): Promise<Server> {
    const page = readFileSync(packedPage);
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const self = new Server(server);
    server.on("request", (request, response) => {
      self.requests.push(`${request.method} ${request.url}`);
      // Anyone may read the answers, so that nothing but the page's own policy stands in the way.
      const headers = { "access-control-allow-origin": "*", "cache-control": "no-store" };
      // As any server of files: what stands behind `?` is the page's.
      const path = request.url?.split("?")[0];
      if (path === prefix || path === `${prefix}index.html`) {
        response.writeHead(200, { ...headers, "content-type": "text/html" }).end(page);
      } else {
        response.writeHead(404, { ...headers, "content-type": "text/plain" }).end("nothing here\n");
      }
    });
    server.on("upgrade", (request, socket) => {
      self.requests.push(`UPGRADE ${request.url}`);
      socket.destroy();
    });
    return self;
  }

  address(host = "127.0.0.1"): string {
    return `http://${host}:${this.port}${prefix}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
