/** Downscales a picture on the device: photos from phones exceed the server's limit. */

/** Twice the size that the server stores, in pixels. */
const SIDE = 1024;

/** The size of a picture scaled down so that its shorter side is at most `side`. */
export function fitWithin(width: number, height: number, side = SIDE): { width: number; height: number } {
  const scale = Math.min(1, side / Math.min(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Returns the file unchanged if the browser can't decode it: the server then reports what is wrong. */
export async function downscale(file: File): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const { width, height } = fitWithin(picture.width, picture.height);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const brush = canvas.getContext('2d');
    if (!brush) return file;
    brush.fillStyle = 'white';
    brush.fillRect(0, 0, width, height);
    brush.drawImage(picture, 0, 0, width, height);
    picture.close();
    return await new Promise((done) => canvas.toBlob((blob) => done(blob ?? file), 'image/jpeg', 0.9));
  } catch {
    return file;
  }
}
