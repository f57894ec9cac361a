import type { Report } from './dashboard';

function lines({ backups, restores }: Report): string[] {
  const of = (name: string, { total, successful, failed, totalData }: Report['restores']): string =>
    `${name}: ${String(total)}, successful ${String(successful)}, failed ${String(failed)}, data ${totalData}`;
  const rows = backups.elements.slice(0, 40).map(({ protectedEntity, snapshotTime, size, type }) => {
    const at =
      snapshotTime == null ? 'no snapshot' : new Date(snapshotTime).toISOString().slice(0, 16).replace('T', ' ');
    return `${at}  ${protectedEntity}  ${type}  ${String(size)} bytes`;
  });
  return ['Backup report', of('Backups', backups), of('Restores', restores), '', ...rows];
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The report as one page of HTML. */
export function htmlReport(report: Report): string {
  const [title = '', ...rest] = lines(report);
  const body = rest.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n');
  return `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1>\n${body}\n</body></html>\n`;
}

/** The report as one page of PDF: text only, what does not fit is left out. */
export function pdfReport(report: Report): string {
  const text = lines(report).map(
    (line) => `(${line.replaceAll(/[^\x20-\x7e]/g, '?').replaceAll(/[\\()]/g, '\\$&')}) Tj T*`,
  );
  const content = `BT /F1 10 Tf 14 TL 40 800 Td\n${text.join('\n')}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${String(content.length)} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${String(index + 1)} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = String(objects.length + 1);
  return `${file}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${String(file.length)}\n%%EOF\n`;
}
