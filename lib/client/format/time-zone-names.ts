/** Browsers list some zones by their old names, which are accepted as well. */
const presentNames = [
  'Africa/Asmara',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
];

/** The names of all time zones, those of `first` before the others. */
export function timeZoneNames(first: readonly string[]): string[] {
  return [...new Set([...first, ...[...Intl.supportedValuesOf('timeZone'), ...presentNames].sort()])];
}
