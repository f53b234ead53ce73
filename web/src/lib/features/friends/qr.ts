/** Encodes text as a QR code on this device. Pure. */
import qrcode from 'qrcode-generator';

/** Empty modules around the code, as the standard requires. */
export const QUIET_ZONE = 4;

export interface QrPath {
  /** Modules per side, including the quiet zone. */
  size: number;
  /** SVG path of the dark modules, one unit each. */
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
