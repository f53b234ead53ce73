/** A text as the squares of a QR code; drawn here, on this device, and asked of nobody. Pure. */
import qrcode from 'qrcode-generator';

/** Squares around the code that stay empty, as the standard asks. */
export const QUIET_ZONE = 4;

export interface QrPath {
  /** Squares a side, the quiet border included. */
  size: number;
  /** An SVG path of the dark squares, one unit each. */
  path: string;
}

export function encodeQr(text: string): QrPath {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const count = code.getModuleCount();
  let path = '';
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count;) {
      let run = 0;
      while (column + run < count && code.isDark(row, column + run)) run += 1;
      if (run > 0) path += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h${run}v1h-${run}z`;
      column += run || 1;
    }
  }
  return { size: count + 2 * QUIET_ZONE, path };
}
