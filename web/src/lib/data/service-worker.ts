/** Sends a message to the service worker; returns whether there is one. */
export async function postToWorker(message: object, ports: Transferable[] = []): Promise<boolean> {
  const worker = (await navigator.serviceWorker?.getRegistration())?.active;
  worker?.postMessage(message, ports);
  return !!worker;
}
